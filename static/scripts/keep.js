// A course kept on this phone, so that its pages open without a network. The service worker (sw.js) fetches and serves
// it; here is what the page asks of it and shows of it. Where there are no service workers nothing is promised.
var Keep = (function () {
  "use strict";

  // Absent in apps on iOS, and on pages without HTTPS.
  var workers = navigator.serviceWorker && window.caches ? navigator.serviceWorker : null;
  var box = document.querySelector("[data-keep]");

  function ready() {
    return workers.ready.then(function (registration) { return registration.active; });
  }

  function tell(message) {
    return ready().then(function (worker) { worker.postMessage(message); });
  }

  function find(address) {
    return workers ? caches.match(address, { ignoreSearch: true, ignoreVary: true }) : Promise.resolve();
  }

  function kept() {
    return find("/kept" + box.dataset.keep).then(function (found) { return found && found.json(); });
  }

  // Data that is paid for by the piece isn't used without asking.
  function costs() {
    var network = navigator.connection || {};
    return network.saveData || /cellular|bluetooth|wimax/.test(network.type);
  }

  function each(selector, work) {
    [].forEach.call(box.querySelectorAll(selector), work);
  }

  function show(stage, size) {
    each("[data-stage]", function (one) { one.hidden = one.dataset.stage !== stage; });
    box.hidden = !stage;
    box.dataset.now = stage;
    if (size) { each(".size", function (one) { one.textContent = Math.ceil(size / 1024) + " KB"; }); }
  }

  // Names the size before anything of it is fetched.
  function weigh() {
    return fetch(box.dataset.keep, { method: "HEAD" }).then(function (answer) {
      return Number(answer.headers.get("Mpt-Bytes"));
    });
  }

  function fetchIt() {
    tell({ keep: box.dataset.keep, title: box.dataset.title, page: box.dataset.page });
  }

  function take() {
    show("taking");
    box.focus(); // what was tapped is gone
    fetchIt();
  }

  // Whoever has kept a course has said that they want it: its next release comes by itself, where it costs nothing.
  function offer(again) {
    var asks = costs() || (box.dataset.ask && !again);
    return weigh().then(function (size) {
      show(asks ? again ? "renew" : "ask" : "taking", size);
      if (!asks) { fetchIt(); }
    }).catch(function () { /* no network: another time */ });
  }

  // Said once, it stands for the visit.
  function declined() {
    try { return sessionStorage.getItem(box.dataset.keep); } catch (_) { return ""; }
  }

  function decline() {
    try { sessionStorage.setItem(box.dataset.keep, "no"); } catch (_) { /* then it's asked again */ }
    show("");
    document.querySelector(".next .big").focus();
  }

  function listen(event) {
    var told = event.data || {};
    if (!box || told.keep !== box.dataset.keep) { return; }
    if (told.done) { show("kept", told.size); }
    else if (told.failed) { show("failed"); }
    else { box.querySelector("progress").value = told.portion; }
  }

  function begin() {
    workers.register("/sw.js", { updateViaCache: "all" }).then(ready).then(function () {
      var act = document.querySelector("form[data-next]");
      var isFree = act && !("private" in act.dataset) && !(navigator.connection || {}).saveData;
      tell({
        next: isFree ? act.dataset.next : "",
        offline: document.body.dataset.offline,
        files: [document.querySelector("script[src]").src]
      });
      if (!box) { return; }
      workers.addEventListener("message", listen);
      each("[data-take]", function (button) { button.addEventListener("click", take); });
      each("[data-not-now]", function (button) { button.addEventListener("click", decline); });
      return kept().then(function (found) {
        // The server may have said by now that there is a newer one.
        if (found && !box.dataset.now) { show("kept", found.size); }
        // Before the first lesson is done nobody has said that they want this course.
        else if (!found && Outbox.known() && !declined()) { return offer(false); }
      });
    }).catch(function () { /* this browser refuses: the page in hand works all the same */ });
  }

  if (workers) {
    window.addEventListener("load", function () { setTimeout(begin, 500); }); // what is read comes first
  }

  return {
    // Says whether a page of ours opens without a network.
    has: function (address) {
      return find(address).then(function (found) { return !!found; }, function () { return false; });
    },

    // Told which version the server has: an older one on this phone is replaced.
    current: function (version) {
      if (!workers || !box) { return; }
      kept().then(function (found) {
        if (found && found.version !== version && !declined()) { return offer(true); }
      }).catch(function () { /* next time */ });
    },

    // Leaves no trace of what was read here.
    forget: function () {
      try { localStorage.removeItem("mpt-lamps"); sessionStorage.clear(); } catch (_) { /* nothing was kept */ }
      if (!workers || !workers.controller) { return Promise.resolve(); }
      workers.controller.postMessage({ forget: true }); // whatever is on its way here doesn't arrive
      return caches.keys().then(function (names) {
        return Promise.all(names.map(function (name) { return caches.delete(name); }));
      });
    },

    // The courses on this phone, for the page that stands in where there is no network.
    all: function () {
      if (!workers) { return Promise.resolve([]); }
      return caches.open("mpt").then(function (small) {
        return small.keys().then(function (requests) {
          return Promise.all(requests.filter(function (request) {
            return new URL(request.url).pathname.indexOf("/kept/") === 0;
          }).map(function (request) {
            return small.match(request).then(function (found) { return found.json(); });
          }));
        });
      });
    }
  };
})();
