// The service worker: pages of a course that is kept on this phone come from the phone, everything else from the
// network, and where that is away a page that says so. It decides nothing and keeps nothing of a person.
//
// Caches: "mpt" holds small things: which courses are kept (/kept/<address of the package>), the page that stands in,
// the script, the page that probably comes next. Each kept release of a course has a cache of its own, filled before
// anybody is led to it and left alone afterwards: so no reader meets half of one release and half of another.
(function () {
  "use strict";

  var SMALL = "mpt";
  var COURSE_PAGE = /^(\/[a-z-]+\/courses\/[^/]+)(\/|$)/;
  var PERSONAL = /\/(survey|quiz\/result)$/;
  var FILE = /^\/(static\/|mpt\.js$|media\/.*\.(png|jpe?g|webp)$)/;
  var FRESH = 3600000; // ms: how long the page fetched beforehand may stand for the one on the server
  var PATIENCE = 20000; // ms: what a person looks at a blank page for, where there is something to show instead
  var ANY = { ignoreVary: true }; // it varies by Accept-Encoding, of which a worker sees nothing
  var busy = {};
  var line = Promise.resolve();
  var forgotten = 0; // how often somebody has signed out: what was begun before that doesn't arrive

  function small() { return caches.open(SMALL); }

  function entry(address) {
    return small().then(function (cache) { return cache.match("/kept" + address); })
      .then(function (found) { return found && found.json(); });
  }

  // ---- keeping ----

  // Reads an answer to its end, saying how far it is.
  function read(answer, said) {
    var all = answer.headers.get("Mpt-Length");
    var reader = answer.body.getReader();
    var decoder = new TextDecoder();
    var text = "";
    var have = 0;
    function more() {
      return reader.read().then(function (part) {
        if (part.done) { return text + decoder.decode(); }
        have += part.value.length;
        text += decoder.decode(part.value, { stream: true });
        said(have / all);
        return more();
      });
    }
    return more();
  }

  function fill(name, pack) {
    return caches.open(name).then(function (cache) {
      return Promise.all(Object.keys(pack.pages).map(function (path) {
        return cache.put(path, new Response(pack.pages[path], { headers: pack.headers }));
      }).concat(cache.addAll(pack.files)));
    });
  }

  // Caches that nobody is led to any more: older releases, and what a lost network left half done.
  function sweep() {
    return small().then(function (cache) {
      return cache.keys().then(function (requests) {
        return Promise.all(requests.map(function (request) {
          return /\/kept\//.test(request.url) && cache.match(request).then(function (found) { return found.json(); });
        }));
      });
    }).then(function (entries) {
      var named = entries.map(function (one) { return one && one.cache; }).concat(SMALL);
      return caches.keys().then(function (names) {
        return Promise.all(names.map(function (name) { return named.indexOf(name) < 0 && caches.delete(name); }));
      });
    });
  }

  function take(job, tell) {
    var kept = { title: job.title, page: job.page };
    var since = forgotten;
    return fetch(job.keep, { cache: "no-cache" }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      kept.size = Number(answer.headers.get("Mpt-Bytes"));
      return read(answer, function (portion) { tell({ keep: job.keep, portion: portion }); });
    }).then(function (text) {
      var pack = JSON.parse(text);
      kept.version = pack.version;
      kept.cache = job.keep + " " + pack.version;
      return fill(kept.cache, pack);
    }).then(small).then(function (cache) {
      if (since !== forgotten) { throw new Error("forgotten"); }
      return cache.put("/kept" + job.keep, new Response(JSON.stringify(kept)));
    }).then(sweep).then(function () { tell({ keep: job.keep, done: true, size: kept.size }); });
  }

  function tellAll(message) {
    return self.clients.matchAll({ includeUncontrolled: true }).then(function (clients) {
      clients.forEach(function (client) { client.postMessage(message); });
    });
  }

  function keep(job) {
    // One after the other: what one sweeps away must not be what another has just begun.
    if (!busy[job.keep]) {
      line = busy[job.keep] = line.then(function () { return take(job, tellAll); }).catch(function () {
        return sweep().then(function () { return tellAll({ keep: job.keep, failed: true }); });
      }).then(function () { delete busy[job.keep]; });
    }
    return busy[job.keep];
  }

  // What comes next is fetched while this page is read; the page that stands in, and the script, once.
  function prepare(job) {
    var isNew = false;
    var since = forgotten;
    return small().then(function (cache) {
      return cache.keys().then(function (requests) {
        var stale = requests.filter(function (request) {
          var url = new URL(request.url);
          var isScript = url.pathname === "/mpt.js" && job.files.indexOf(request.url) < 0;
          isNew = isNew || isScript;
          return isScript || (COURSE_PAGE.test(url.pathname) && url.pathname !== job.next);
        });
        return Promise.all(stale.map(function (request) { return cache.delete(request); }));
      }).then(function () {
        return Promise.all(job.files.concat(job.offline).map(function (address) {
          // The page that stands in goes with the script that it names.
          return cache.match(address, ANY).then(function (found) { return (!isNew && found) || cache.add(address); });
        }));
      }).then(function () {
        return job.next && since === forgotten && stored(job.next).then(function (found) { return found || cache.add(job.next); });
      });
    });
  }

  // ---- serving ----

  // The page of a kept course, or the one fetched beforehand.
  function stored(path) {
    var course = COURSE_PAGE.exec(path);
    if (!course || PERSONAL.test(path)) { return Promise.resolve(); }
    var next = small().then(function (cache) { return cache.match(path, ANY); }); // asked at once: somebody waits
    return entry(course[1].replace("/courses/", "/packages/")).then(function (kept) {
      if (kept) { return caches.open(kept.cache).then(function (cache) { return cache.match(path, ANY); }); }
    }).then(function (found) {
      return found || next.then(function (page) {
        return page && Date.now() - Date.parse(page.headers.get("Date")) < FRESH ? page : undefined;
      });
    });
  }

  function standIn(request) {
    return caches.match(request, { ignoreSearch: true, ignoreVary: true }).then(function (found) {
      if (found) { return found; }
      var language = new URL(request.url).pathname.split("/")[1];
      return small().then(function (cache) {
        return cache.match("/" + language + "/offline", ANY).then(function (known) {
          // Better a page in the other language than the browser's own.
          return known || cache.keys().then(function (all) {
            return cache.match(all.filter(function (one) { return /\/offline$/.test(one.url); })[0] || "", ANY);
          });
        });
      });
    });
  }

  function fromNetwork(event) {
    var answer = fetch(event.request);
    return standIn(event.request).then(function (instead) {
      if (!instead) { return answer; }
      var late = new Promise(function (good) { setTimeout(good, PATIENCE, instead); });
      return Promise.race([answer, late]).catch(function () { return instead; });
    });
  }

  function open(event) {
    return stored(new URL(event.request.url).pathname).then(function (found) { return found || fromNetwork(event); });
  }

  self.addEventListener("install", function () { self.skipWaiting(); });
  self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

  self.addEventListener("message", function (event) {
    if (event.data.forget) { forgotten += 1; }
    else { event.waitUntil((event.data.keep ? keep : prepare)(event.data).catch(function () { /* another time */ })); }
  });

  self.addEventListener("fetch", function (event) {
    var url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== location.origin) { return; }
    if (event.request.mode === "navigate") { event.respondWith(open(event)); }
    else if (FILE.test(url.pathname)) {
      event.respondWith(caches.match(event.request, ANY).then(function (found) { return found || fetch(event.request); }));
    }
  });
})();
