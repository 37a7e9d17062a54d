// Forms: one submission keeps its name however often it's sent, and a double tap sends it once.
(function () {
  "use strict";

  // A version 4 UUID; crypto.randomUUID is too young for our phones.
  function uuid() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = "";
    for (var i = 0; i < 16; i++) {
      hex += (bytes[i] + 256).toString(16).slice(1) + (i === 3 || i === 5 || i === 7 || i === 9 ? "-" : "");
    }
    return hex;
  }

  // One submission keeps its UUID however often it's sent; other answers are another submission.
  function nameSubmissions(form) {
    var field = form.elements.submission;
    form.addEventListener("change", function () { field.value = ""; });
    form.addEventListener("submit", function () { field.value = field.value || uuid(); });
  }

  // Says that something is under way, on networks where that can take a while, and lets a double tap send it once.
  function sayWait(form) {
    var button = form.querySelector("[data-wait]");
    if (!button) { return; }
    var label = button.textContent;
    var sent = false;
    form.addEventListener("submit", function (event) {
      if (sent) { event.preventDefault(); }
      sent = true;
      button.textContent = button.dataset.wait;
    });
    window.addEventListener("pageshow", function () { sent = false; button.textContent = label; });
  }

  var forms = document.forms;
  for (var i = 0; i < forms.length; i++) {
    if (forms[i].elements.submission) { nameSubmissions(forms[i]); }
    sayWait(forms[i]);
  }
})();
