// Buttons that put in what has a form of its own: a question, a choice, words to say, a picture.
window.Studio = window.Studio || {};

Studio.toolbar = function (bar, field) {
  "use strict";
  bar.hidden = false;
  bar.addEventListener("click", function (event) {
    const button = event.target.closest("[data-put]");
    if (!button) { return; }
    const pick = button.closest("details");
    if (pick) { pick.open = false; }
    field.put(button.dataset.put.replaceAll("\\n", "\n"));
  });
  bar.addEventListener("keydown", function (event) {
    const pick = event.target.closest("details[open]");
    if (pick && event.key === "Escape") {
      pick.open = false;
      pick.querySelector("summary").focus();
    }
  });
};
