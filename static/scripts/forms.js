// Forms: sent without leaving the page, so that nothing typed is lost where the network is; acts by way of the outbox.
(function () {
  "use strict";

  var page = document.body.dataset;

  function busy(form, is) {
    var button = form.querySelector("[data-wait]");
    form.dataset.busy = is ? "yes" : "";
    if (button) {
      button.dataset.label = button.dataset.label || button.textContent;
      button.textContent = is ? button.dataset.wait : button.dataset.label;
    }
  }

  function go(address) { location.assign(address); }

  // Shows the page that answered a form in the place of this one: what to mend, or what to be sure of.
  function replace(html) {
    var shown = new DOMParser().parseFromString(html, "text/html");
    var main = shown.querySelector("main");
    document.title = shown.title;
    document.querySelector("main").replaceWith(main);
    begin(main);
    window.scrollTo(0, 0);
    var first = main.querySelector("[aria-invalid], h1");
    if (first.matches("h1")) { first.tabIndex = -1; }
    first.focus();
  }

  function take(form, answer) {
    if (answer.status >= 500) { throw new Error(String(answer.status)); }
    if (/json/.test(answer.headers.get("Content-Type"))) {
      return answer.json().then(function (said) { return left(form).then(function () { go(said.next); }); });
    }
    // The script is sent on by nobody but us: a page that has no word of ours comes from a network's own sign-in.
    return answer.text().then(function (html) {
      if (html.indexOf("id=\"state\"") < 0) { throw new Error("not ours"); }
      replace(html);
    });
  }

  function post(form) {
    return fetch(form.getAttribute("action"), {
      method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin",
      headers: { "Mpt-Form": "1" }
    })
      .then(function (answer) { return take(form, answer); })
      .catch(function () {
        State.say("offline");
        busy(form, false);
      });
  }

  // Whoever signs out leaves nothing here: neither what was kept nor, as the page said, what was still waiting.
  function left(form) {
    if (!("signOut" in form.dataset)) { return Promise.resolve(); }
    return Outbox.forget(form.dataset.signOut).then(Keep.forget);
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
    return Outbox.add(form).then(function (id) {
      if (!id) { return post(form); }
      Lamps.note(form.getAttribute("action"));
      return Keep.has(form.dataset.next || "/").then(function (has) {
        if (form.dataset.next && has) { return go(form.dataset.next); }
        return State.drain().then(function (told) {
          var mine = told.sent.filter(function (sent) { return sent.id === id; })[0];
          if (!mine) { return later(form); }
          if (!mine.next) { return post(form); }
          State.tellNext();
          return go(mine.next);
        });
      });
    });
  }

  // What was done before signing in belongs to whoever signs in only once it has arrived and they say that it was theirs.
  function settle() {
    return State.drain().then(function (told) {
      if (told.others) { State.say("signIn"); }
      return told.sent.length ? ask().then(function () { return told; }) : told;
    });
  }

  // Puts the question into the page in hand: somebody may be typing already.
  function ask() {
    return fetch(location.href, { credentials: "same-origin" })
      .then(function (answer) { return answer.text(); })
      .then(function (html) {
        var question = new DOMParser().parseFromString(html, "text/html").querySelector("form .choice");
        if (question && !document.querySelector("form .choice")) { document.querySelector("form .next").before(question); }
      })
      .catch(function () { /* asked on the next try */ });
  }

  function signIn(form, told) {
    if (!told.waiting) { return post(form); }
    State.say("offline");
    busy(form, false);
  }

  function submit(event) {
    var form = event.target;
    event.preventDefault();
    if (form.dataset.busy) { return; }
    if ("signOut" in form.dataset) { form.dataset.signOut = Outbox.known(); }
    busy(form, true);
    if (page.drainFirst) { settle().then(function (told) { signIn(form, told); }); }
    else if ("act" in form.dataset && isWhole(form)) { act(form); } else { post(form); }
  }

  // Other answers are another submission.
  function rename(event) { event.currentTarget.elements.submission.value = ""; }

  function begin(root) {
    var forms = root.querySelectorAll("form[method=post]");
    for (var i = 0; i < forms.length; i++) {
      forms[i].addEventListener("submit", submit);
      if (forms[i].elements.submission) { forms[i].addEventListener("change", rename); }
    }
  }

  if (!window.fetch || !window.Promise || !window.URLSearchParams || !("replaceWith" in Element.prototype)) { return; }
  begin(document);
  window.addEventListener("pageshow", function () {
    [].forEach.call(document.forms, function (form) { busy(form, false); });
  });

  if (page.forget) { Keep.forget(); }

  (page.drainFirst ? settle() : State.drain()).then(function (told) {
    var still = document.querySelector("[data-still-waiting]");
    if (still && told.waiting) {
      still.hidden = false;
      still.querySelector(".count").textContent = told.waiting;
    }
  });

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
