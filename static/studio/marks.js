// Marks the lines in which something is to be mended, and lists what it is; what is certain is mended by a tap.
window.Studio = window.Studio || {};

Studio.marks = function (form, field) {
  "use strict";
  const words = form.dataset;
  const list = form.querySelector("[data-spots]");
  const sheet = form.querySelector(".sheet");
  const count = form.querySelector("[data-count]");
  const lines = document.createElement("div");
  let found = [];

  lines.className = "lines";
  lines.setAttribute("aria-hidden", "true");
  sheet.prepend(lines);
  sheet.classList.add("live");

  // The same text behind the field: it gives the field its height, and each line its place.
  function draw() {
    const spots = new Set(found.map((spot) => spot.line));
    lines.replaceChildren(...field.text().split("\n").map(function (text, place) {
      const line = document.createElement("div");
      line.textContent = text || "\u200b";
      if (spots.has(place + 1)) { line.className = "spot"; }
      return line;
    }));
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "quiet";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  }

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function item(spot) {
    const made = document.createElement("li");
    const place = button(words.line.replace("{}", spot.line), () => field.go(spot.line));
    place.className = "plain";
    made.append(place, element("span", spot.said));
    if (spot.mend) {
      const right = element("code", spot.mend.new);
      right.lang = words.tongue;
      made.append(right, button(words.mend, () => mend([spot])));
    }
    return made;
  }

  function mend(spots) {
    spots.forEach((spot) => field.mend(spot.mend.line, spot.mend.old, spot.mend.new));
  }

  function show(spots, heading) {
    found = spots;
    draw();
    count.hidden = !spots.length;
    count.textContent = heading;
    const certain = spots.filter((spot) => spot.mend);
    const title = element("h3", heading);
    title.id = `${list.id}-count`;
    const items = element("ul", "");
    items.className = "spots";
    items.append(...spots.map(item));
    list.replaceChildren(title, ...(certain.length > 1 ? [button(words.mendAll, () => mend(certain))] : []), items);
  }

  // Before the text was looked at for the first time, the list is the one that came with the page.
  list.addEventListener("click", function (event) {
    const sent = event.target.closest("[name=mend]");
    if (!sent) { return; }
    event.preventDefault();
    field.mend(Number(sent.value), sent.dataset.old, sent.dataset.new);
  });
  count.addEventListener("click", () => field.go(found[0].line));
  draw();
  return { draw, show };
};
