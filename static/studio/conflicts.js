// What somebody else made of the same part: their text above one's own, and a choice.
window.Studio = window.Studio || {};

Studio.conflict = function (panel, onMine, onTheirs) {
  "use strict";

  function hide() {
    panel.hidden = true;
    panel.replaceChildren();
  }

  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    panel.replaceChildren(...page.body.childNodes);
    panel.hidden = false;
    listen();
  }

  function listen() {
    panel.querySelector("[data-mine]").addEventListener("click", function (event) {
      event.preventDefault();
      hide();
      onMine();
    });
    panel.querySelector("[data-theirs]").addEventListener("click", function (event) {
      if (onTheirs()) {
        event.preventDefault();
        hide();
      }
    });
  }

  if (!panel.hidden) { listen(); }
  return { show };
};
