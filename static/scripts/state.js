// Says at the foot of the page what becomes of what was done: saved, waiting to send, arrived.
var State = (function () {
  "use strict";

  var line = document.getElementById("state");
  var again;
  var fading;

  // Shows the words of `data-<name>`; with an address they are a link.
  function say(name, address, count) {
    var words = document.createElement(address ? "a" : "span");
    words.textContent = line.dataset[name].replace("{}", count);
    clearTimeout(fading);
    // Said once: a screen reader would read the same words at every try.
    if (line.textContent === words.textContent) { return; }
    if (address) { words.href = address; }
    line.textContent = "";
    line.dataset.now = name;
    document.body.classList.add("stated"); // so that it hides nothing
    line.appendChild(words);
    if (name === "saved") { fading = setTimeout(clear, 5000); }
  }

  // What arrived while she was elsewhere: a certificate before a result before "saved".
  function arrived(sent) {
    var found = { name: "saved" };
    sent.forEach(function (act) {
      var next = act.next || "";
      if (/\/certificates\//.test(next)) { found = { name: "certificate", next: next }; }
      else if (/\/quiz\/result/.test(next) && found.name === "saved") { found = { name: "answers", next: next }; }
      else if (!act.next && found.name === "saved") { found = { name: "refused" }; }
    });
    say(found.name, found.next);
  }

  function show(told) {
    clearTimeout(again);
    var needsSignIn = told.signIn || (told.others && document.body.dataset.own);
    if (needsSignIn) { say("signIn", line.dataset.door); }
    else if (told.waiting) { say("waiting", "", told.waiting); }
    // Another tab may have sent what this one said was waiting.
    else if (told.sent.length || (line.textContent && line.dataset.now === "waiting")) { arrived(told.sent); }
    if (told.waiting && !needsSignIn) { again = setTimeout(drain, 30000); }
    return told;
  }

  function drain() {
    return Outbox.drain().then(show);
  }

  function drainQuietly() {
    if (document.visibilityState === "visible") { drain(); }
  }

  // Tells the page to come that what led to it is saved.
  function tellNext() {
    try { sessionStorage.setItem("mpt-saved", "1"); } catch (_) { /* then it goes without saying */ }
  }

  function hear() {
    try {
      // A result says so itself.
      if (sessionStorage.getItem("mpt-saved") && !document.querySelector("main [role=status]")) { say("saved"); }
      sessionStorage.removeItem("mpt-saved");
    } catch (_) { /* nothing was said */ }
  }

  if (line) { hear(); }
  if (line && window.fetch) {
    window.addEventListener("online", drain);
    document.addEventListener("visibilitychange", drainQuietly);
  }

  function clear() {
    line.textContent = "";
    document.body.classList.remove("stated");
  }

  return { say: say, clear: clear, drain: drain, tellNext: tellNext };
})();
