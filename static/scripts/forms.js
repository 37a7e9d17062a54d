// Forms: sent without leaving the page, so that nothing typed is lost where the network is; acts by way of the outbox.
(function () {
  "use strict";

  var PATIENCE = 30000; // ms: a connection that hangs isn't waited for until the phone gives up
  var page = document.body.dataset;
  var settled;
  var unseen;

  function busy(form, is) {
    var button = form.querySelector("[data-wait]");
    form.dataset.busy = is ? "yes" : "";
    if (button) {
      button.dataset.label = button.dataset.label || button.textContent;
      button.textContent = is ? button.dataset.wait : button.dataset.label;
    }
  }

  function go(address) { location.assign(address); }

  // Goes on from an act that has arrived.
  function goOn(address) {
    State.tellNext();
    go(address);
  }

  // Shows the page that answered a form in the place of this one: what to mend, or what to be sure of.
  function replace(html) {
    var shown = new DOMParser().parseFromString(html, "text/html");
    var main = shown.querySelector("main");
    document.title = shown.title;
    // The way to the other language too: it may be one that leads away from what is shown only once.
    ["header", "main"].forEach(function (part) {
      document.querySelector(part).replaceWith(shown.querySelector(part));
    });
    begin(main);
    window.scrollTo(0, 0);
    var first = main.querySelector("[aria-invalid]");
    if (!first) {
      first = main.querySelector("h1");
      first.tabIndex = -1;
    }
    first.focus();
  }

  function take(form, answer) {
    if (answer.status >= 500) { throw new Error("broken"); }
    if (/json/.test(answer.headers.get("Content-Type"))) {
      return answer.json().then(function (said) {
        if (!said.next) { throw new Error("offline"); }
        return left().then(function () { ("act" in form.dataset ? goOn : go)(said.next); });
      });
    }
    // The script is sent on by nobody but us: a page that has no word of ours comes from a network's own sign-in.
    return answer.text().then(function (html) {
      if (html.indexOf("id=\"state\"") < 0) { throw new Error("offline"); }
      replace(html);
    });
  }

  function post(form) {
    var patience = new AbortController();
    var timer = setTimeout(function () { patience.abort(); }, PATIENCE);
    return fetch(form.getAttribute("action"), {
      method: "POST", body: new URLSearchParams(new FormData(form)),
      headers: { "Mpt-Form": "1" }, signal: patience.signal
    })
      .then(function (answer) { return take(form, answer); })
      .catch(function (error) { stay(form, error.message === "broken" ? "broken" : "offline"); })
      .then(function () { clearTimeout(timer); });
  }

  // The page stays as it is, with all that was typed.
  function stay(form, name) {
    State.say(name);
    busy(form, false);
  }

  // Whoever signs out leaves nothing here: neither what was kept nor, as the page said, what was still waiting. Who it is
  // is written down before, because the answer may get lost: then the next page of somebody else clears up.
  function leave() {
    try { sessionStorage.setItem("mpt-leaving", Outbox.known()); } catch (_) { /* then nothing else is here either */ }
  }

  function left() {
    var who;
    try { who = sessionStorage.getItem("mpt-leaving"); } catch (_) { who = ""; }
    if (!who || who === Outbox.known()) { return Promise.resolve(); }
    return Outbox.forget(who).then(Keep.forget).catch(function () { /* she is signed out all the same */ });
  }

  function isWhole(form) {
    return [].every.call(form.querySelectorAll("fieldset"), function (question) {
      return question.querySelector("input:checked");
    });
  }

  function later(form) {
    var note = form.querySelector("[data-later]");
    if (note) {
      note.hidden = false;
      note.scrollIntoView({ block: "center" });
    }
    busy(form, false);
  }

  // What is done counts as soon as it is kept here; where the next page is on this phone, nobody waits for the network.
  function act(form) {
    var next = form.dataset.next;
    var here = Keep.has(next || "/"); // asked while the act is being kept
    return Outbox.add(form).then(function (id) {
      if (!id) { return post(form); }
      if (!("private" in form.dataset)) { Lamps.note(form.getAttribute("action")); }
      return here.then(function (has) {
        if (next && has) { return go(next); }
        return State.drain().then(function (told) {
          var mine = told.sent.filter(function (sent) { return sent.id === id; })[0];
          // Refused, or sent by another tab meanwhile: sent once more, it counts once and says where it leads.
          if (!mine) { return Outbox.has(id).then(function (waits) { return waits ? later(form) : post(form); }); }
          return mine.next ? goOn(mine.next) : post(form);
        });
      });
    });
  }

  // What was done before signing in belongs to whoever signs in only once it has arrived and they say that it was theirs.
  function settle() {
    return State.drain().then(function (told) {
      return told.sent.length ? ask().then(function () { return told; }) : told;
    });
  }

  // Puts the question into the page in hand: somebody may be typing already.
  function ask() {
    return fetch(location.href)
      .then(function (answer) { return answer.text(); })
      .then(function (html) {
        var question = new DOMParser().parseFromString(html, "text/html").querySelector("form .choice");
        if (!question || document.querySelector("form .choice")) { return; }
        document.querySelector("form .next").before(question);
        unseen = question;
      })
      .catch(function () { /* asked on the next try */ });
  }

  function signIn(form) {
    return settled.then(settle).then(function (told) {
      if (told.unreached) { return stay(form, "offline"); }
      if (!unseen) { return post(form); }
      // It came while she was typing: she may not have seen it.
      stay(form, "ask");
      unseen.querySelector("input").focus();
      unseen = null;
    });
  }

  function submit(event) {
    var form = event.target;
    event.preventDefault();
    if (form.dataset.busy) { return; }
    if ("signOut" in form.dataset) { leave(); }
    busy(form, true);
    State.clear();
    (page.drainFirst ? signIn(form) : "act" in form.dataset && isWhole(form) ? act(form) : post(form))
      .catch(function () { stay(form, "broken"); });
  }

  // Other answers are another submission.
  function rename(event) { event.currentTarget.elements.submission.value = ""; }

  function begin(root) {
    [].forEach.call(root.querySelectorAll("form[method=post]"), function (form) {
      form.addEventListener("submit", submit);
      // Of acts, those that can change are quizzes, and they have a submission; a plain form keeps its own.
      if ("act" in form.dataset) { form.addEventListener("change", rename); }
    });
  }

  if (!window.fetch || !window.URLSearchParams || !Element.prototype.replaceWith) { return; }
  begin(document);

  // Going back after somebody has signed out or in must not show what the one before had typed.
  function isAnothers() {
    var was = (history.state || {}).owner;
    history.replaceState({ owner: Outbox.known() }, "");
    return was && Outbox.known() !== was;
  }

  window.addEventListener("pageshow", function (event) {
    var anothers = isAnothers();
    if ((anothers || page.once) && event.persisted) { location.reload(); }
    [].forEach.call(document.forms, function (form) {
      busy(form, false);
      if (anothers) { form.reset(); }
    });
  });
  // What is shown once leaves with her: whoever goes back on a shared phone finds the page as it is for everybody.
  window.addEventListener("pagehide", function () {
    if (page.once) { document.querySelector("main").textContent = ""; }
  });
  left();
  if (page.forget) { Keep.forget(); }

  // A moment later: on a slow phone, what she reads comes first.
  settled = new Promise(function (good) { setTimeout(good, 200); }).then(page.drainFirst ? settle : State.drain)
    .catch(function () { return { sent: [] }; });

  // Said before anything is tried, and again when that is over.
  var still = document.querySelector("[data-still-waiting]");
  var words = still && still.textContent;

  function tell(waiting) {
    still.hidden = !waiting;
    still.textContent = words.replace("{}", waiting);
  }

  if (still) {
    Outbox.mine().then(function (acts) { tell(acts.length); });
    settled.then(function (told) { tell(told.waiting); });
  }

  var list = document.querySelector("[data-kept-courses]");
  if (list) {
    Keep.all().then(function (courses) {
      courses.forEach(function (course) {
        var item = list.appendChild(document.createElement("li"));
        var link = item.appendChild(document.createElement("a"));
        link.href = course.page;
        link.textContent = course.title;
      });
      document.querySelector(courses.length ? "[data-some-kept]" : "[data-none-kept]").hidden = false;
    });
  }
})();
