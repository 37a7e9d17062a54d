// Says who else writes here, lets the others know of this page, and notices when the part is another by now.
window.Studio = window.Studio || {};

// With two languages beside each other, each asks for its own text; who has either of them open is said once.
Studio.others = new Map();

Studio.presence = function (form, line, onBase) {
  "use strict";
  const EVERY = 20000;

  function show(others) {
    Studio.others.set(form, others);
    const near = new Map();
    [...Studio.others.values()].flat().forEach((other) => near.set(other.name, other.same || near.get(other.name)));
    const said = [...near].map(([name, same]) => line.dataset[same ? "same" : "near"].replace("{}", () => name)).join(" ");
    if (line.textContent.trim() !== said) { line.textContent = said; }
    line.hidden = !said;
  }

  async function look() {
    if (document.hidden) { return; }
    try {
      const answer = await fetch(form.dataset.here, { method: "POST", headers: { Accept: "application/json" } });
      const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (answer.ok && isOurs) {
        const said = await answer.json();
        show(said.others);
        onBase(said);
      }
    } catch {
      // Nobody can be asked without a network.
    }
  }

  setInterval(look, EVERY);
  setTimeout(look, 1000);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", () => navigator.sendBeacon(form.dataset.leave));
};
