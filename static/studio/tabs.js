// On a narrow screen the fields and the phone lie behind each other, with tabs; on a wide one they stand side by side.
window.Studio = window.Studio || {};

Studio.tabs = function (desk, onShow) {
  "use strict";
  const panes = [...desk.querySelectorAll("[data-pane]")];
  const narrow = window.matchMedia("(max-width: 63.99em)");
  const list = document.createElement("div");
  const tabs = panes.map(function (pane) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.textContent = pane.getAttribute("aria-label");
    tab.addEventListener("click", () => choose(pane));
    list.append(tab);
    return tab;
  });

  function choose(chosen) {
    panes.forEach(function (pane, place) {
      const isOn = pane === chosen;
      pane.classList.toggle("on", isOn);
      tabs[place].setAttribute("aria-selected", String(isOn));
      tabs[place].tabIndex = isOn ? 0 : -1;
    });
    onShow();
  }

  // What isn't shown as tabs must not be called so.
  function name() {
    panes.forEach(function (pane, place) {
      if (narrow.matches) {
        pane.setAttribute("role", "tabpanel");
        tabs[place].setAttribute("aria-controls", pane.id);
      } else {
        pane.removeAttribute("role");
      }
    });
    onShow();
  }

  list.addEventListener("keydown", function (event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) { return; }
    const next = (tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length;
    choose(panes[next]);
    tabs[next].focus();
  });

  list.className = "tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", desk.dataset.tabs);
  tabs.forEach((tab) => tab.setAttribute("role", "tab"));
  desk.before(list);
  desk.classList.add("tabbed");
  choose(panes[0]);
  name();
  narrow.addEventListener("change", name);
};
