// Reads a lesson aloud with the phone's own voice, where it has one for the page's language; else there is no button.
(function () {
  "use strict";

  var Speech = window.SpeechSynthesisUtterance && window.speechSynthesis ? window.SpeechSynthesisUtterance : null;
  var synth = Speech && window.speechSynthesis ? window.speechSynthesis : null;
  var button = document.querySelector("[data-stop]");
  var article = document.querySelector("article");
  if (!button || !article || !synth) { return; }

  var label = button.textContent;
  // Mandarin goes by two names; what Hong Kong and Macau call zh is Cantonese.
  var wanted = /^zh/.test(document.documentElement.lang) ? /^(zh|cmn)(?!.*(HK|MO))/i : /^en/i;
  var voice;
  var pieces;
  var current;

  // Only a voice that is in the phone: another would send the text to somebody, and cost data.
  function choose() {
    var found = synth.getVoices().filter(function (one) { return one.localService && wanted.test(one.lang); });
    voice = found.filter(function (one) { return one["default"]; })[0] || found[0];
    button.hidden = !voice;
  }

  function show(text, reading) {
    button.textContent = text;
    button.classList.toggle("on", reading);
  }

  function stop() {
    current = null;
    synth.cancel();
    show(label, false);
  }

  // A sentence at a time: some browsers fall silent in the middle of what takes longer than 15 seconds.
  function next() {
    if (!pieces.length) { stop(); return; }
    var mine = current = new Speech(pieces.shift());
    mine.voice = voice;
    mine.lang = voice.lang.replace("_", "-");
    // What was cancelled also ends, later, when another may have begun.
    mine.onend = function () { if (current === mine) { next(); } };
    mine.onerror = function () { if (current === mine) { stop(); } };
    synth.speak(mine);
  }

  button.addEventListener("click", function () {
    if (current) { stop(); return; }
    pieces = article.innerText.replace(/[。！？；…]+[”’）]*|[.!?;]+[”’"')]* /g, "$&\n").split("\n")
      .filter(function (piece) { return /[^\s.…。]/.test(piece); });
    show(button.dataset.stop, true);
    next();
  });
  window.addEventListener("pagehide", stop);

  // Voices may come late. Older iPhones don't say when they have.
  synth.onvoiceschanged = choose;
  setTimeout(choose, 1000);
  choose();
})();
