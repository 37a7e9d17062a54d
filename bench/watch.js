// Notes in every page when it was painted. The bench puts it in before the page's own scripts; it is no part of the platform.
(function () {
  "use strict";
  var seen = { headings: [], shift: 0, long: [] };
  window.benchSeen = seen;

  function on(type, take) {
    new PerformanceObserver(function (list) { list.getEntries().forEach(take); }).observe({ type: type, buffered: true });
  }

  on("paint", function (entry) { seen[entry.name] = entry.startTime; });
  on("largest-contentful-paint", function (entry) { seen.largest = entry.startTime; });
  on("layout-shift", function (entry) { if (!entry.hadRecentInput) { seen.shift += entry.value; } });
  on("longtask", function (entry) { seen.long.push([entry.startTime, entry.duration]); });
  on("element", function (entry) {
    var text = entry.element ? entry.element.textContent.trim() : "";
    seen.headings.push([text, entry.renderTime || entry.startTime]);
  });

  // Element timing reports an element's first paint if its attribute is there before: so it's given while the page is parsed.
  new MutationObserver(function () {
    var fresh = document.querySelectorAll("h1:not([elementtiming])");
    for (var i = 0; i < fresh.length; i++) { fresh[i].setAttribute("elementtiming", "heading"); }
  }).observe(document, { childList: true, subtree: true });

  // A tap begins when the finger touches; the page that comes of it has to know when that was.
  window.addEventListener("pointerdown", function (event) {
    sessionStorage.setItem("benchTap", performance.timeOrigin + event.timeStamp);
  }, { capture: true, passive: true });
})();
