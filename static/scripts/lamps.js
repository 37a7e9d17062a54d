// Lights the lamps of what this phone's learner has done: the page itself is the same for everyone.
var Lamps = (function () {
  "use strict";

  var KEY = "mpt-lamps";
  var here = document.querySelector("[data-progress]");

  function also(list, more) {
    return list.concat(more.filter(function (one) { return list.indexOf(one) < 0; }));
  }

  // What was known last, with what the server says now: it may not have all of it yet. Only while the phone is still the
  // same learner's, and of a sensitive course nothing.
  function last(course, done) {
    try {
      var all = JSON.parse(localStorage.getItem(KEY)) || {};
      if (all.owner !== Outbox.known()) {
        localStorage.removeItem(KEY);
        all = { owner: Outbox.known() };
      }
      if (done && !(here && "private" in here.dataset)) {
        done.read = also(done.read, (all[course] || done).read);
        all[course] = done;
        localStorage.setItem(KEY, JSON.stringify(all));
      }
      return done || all[course];
    } catch (_) { return done; }
  }

  function light(lamp) {
    lamp.classList.add("lit");
    lamp.removeAttribute("aria-hidden");
    lamp.setAttribute("role", "img");
    lamp.setAttribute("aria-label", lamp.dataset.done);
  }

  function paint(list, done) {
    var first;
    [].forEach.call(list.querySelectorAll("[data-lesson],[data-module]"), function (item) {
      var lit = item.dataset.lesson
        ? done.read.indexOf(item.dataset.lesson) >= 0
        : done.done.indexOf(item.dataset.module) >= 0;
      if (lit) { light(item.querySelector(".lamp")); }
      first = first || (!lit && done.skipped.indexOf(item.dataset.module) < 0 && item.querySelector("a"));
    });
    goOn(list, first, done.read.length + done.done.length);
  }

  // Whoever has begun isn't asked to start: the big button leads to what comes next.
  function goOn(list, first, begun) {
    var button = document.querySelector(".next a[data-continue]");
    if (!button || !begun || !first) { return; }
    button.href = first.href;
    button.textContent = button.dataset.continue.replace("{}", first.querySelector("strong").textContent);
  }

  // A lesson that was read here is read, whether the server has heard of it or not.
  function note(address) {
    var parts = /\/courses\/([^/]+)\/([^/]+\/[^/]+)$/.exec(address);
    if (!parts) { return; }
    var done = last("/progress/" + parts[1]) || { read: [], done: [], skipped: [] };
    done.read.push(parts[2]);
    last("/progress/" + parts[1], done);
  }

  if (!here || !window.fetch) { return { note: note }; }
  var course = here.dataset.progress;
  fetch(course)
    .then(function (answer) { return answer.json(); })
    .then(function (done) {
      Keep.current(done.version);
      return last(course, done);
    })
    .catch(function () { return last(course); })
    .then(function (done) { if (done) { paint(here, done); } });

  return { note: note };
})();
