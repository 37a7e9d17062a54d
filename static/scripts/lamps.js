// Lights the lamps of what this phone's learner has done: the page itself is the same for everyone.
(function () {
  "use strict";

  function paint(list, done) {
    var items = list.querySelectorAll("[data-lesson],[data-module]");
    for (var i = 0; i < items.length; i++) {
      var item = items[i];
      var lit = item.dataset.lesson
        ? done.read.indexOf(item.dataset.lesson) >= 0
        : done.done.indexOf(item.dataset.module) >= 0;
      if (lit) {
        var lamp = item.querySelector(".lamp");
        lamp.classList.add("lit");
        lamp.removeAttribute("aria-hidden");
        lamp.setAttribute("role", "img");
        lamp.setAttribute("aria-label", lamp.dataset.done);
      }
    }
  }

  var list = document.querySelector("[data-progress]");
  if (list) {
    fetch(list.dataset.progress).then(function (answer) { return answer.json(); })
      .then(function (done) { paint(list, done); })
      .catch(function () { /* no network: the lamps stay unlit, nothing is lost */ });
  }
})();
