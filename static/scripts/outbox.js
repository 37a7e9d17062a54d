// Acts that wait on this phone until the server has them: lessons read, quizzes answered, modules left out.
// Each carries whose it is and is sent until the server says that it has it; the server counts it once.
var Outbox = (function () {
  "use strict";

  var PATIENCE = 20000; // ms: a connection that hangs must not hold up the rest
  var KEPT = 34560000; // s: 400 days, the longest that browsers keep a cookie
  var LISTED = "mpt-act ";
  var opened;
  var sending;

  // A version 4 UUID; crypto.randomUUID is too young for our phones.
  function uuid() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = "";
    for (var i = 0; i < 16; i++) {
      hex += (bytes[i] + 256).toString(16).slice(1) + (i === 3 || i === 5 || i === 7 || i === 9 ? "-" : "");
    }
    return hex;
  }

  function known() {
    var found = /(?:^|; )mpt_owner=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:;|$)/.exec(document.cookie);
    return found ? found[1] : "";
  }

  function remember(name, value, seconds) {
    document.cookie = name + "=" + value + "; path=/; samesite=lax; max-age=" + seconds +
      (location.protocol === "https:" ? "; secure" : "");
  }

  // Whose acts this phone makes. A phone that has none yet names its learner itself, with a token to come back with:
  // so the first act, whose answer may get lost, makes one learner however often it is sent.
  function owner() {
    if (!known()) {
      remember("mpt", "new." + uuid() + uuid(), KEPT);
      remember("mpt_owner", uuid(), KEPT);
    }
    return known();
  }

  // ---- where they wait: IndexedDB, and localStorage where that can't be had ----

  function close() { opened = null; }

  function open() {
    opened = opened || new Promise(function (good, bad) {
      var asked = indexedDB.open("mpt", 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore("acts", { keyPath: "id" }); };
      asked.onsuccess = function () {
        asked.result.onclose = asked.result.onversionchange = close;
        good(asked.result);
      };
      asked.onerror = asked.onblocked = bad;
      setTimeout(bad, 3000); // some iOS versions never answer
    });
    return opened;
  }

  // Once more where it fails: a phone that slept may have closed what was open.
  function ask(mode, work) {
    return attempt(mode, work).catch(function () {
      close();
      return attempt(mode, work);
    });
  }

  function attempt(mode, work) {
    return open().then(function (database) {
      return new Promise(function (good, bad) {
        setTimeout(bad, 5000);
        // Said to be saved means on disk, not on its way there.
        var transaction = database.transaction("acts", mode, { durability: "strict" });
        var request = work(transaction.objectStore("acts"));
        transaction.oncomplete = function () { good(request.result); };
        transaction.onerror = transaction.onabort = bad;
      });
    });
  }

  // An entry for each act: two tabs that wrote one list would write over each other.
  function listed() {
    try {
      return Object.keys(localStorage).filter(function (key) { return key.indexOf(LISTED) === 0; })
        .map(function (key) { return JSON.parse(localStorage.getItem(key)); }).filter(Boolean);
    } catch (_) { return []; }
  }

  function put(act) {
    return ask("readwrite", function (store) { return store.put(act); })
      .catch(function () { localStorage.setItem(LISTED + act.id, JSON.stringify(act)); });
  }

  function remove(id) {
    try { localStorage.removeItem(LISTED + id); } catch (_) { /* then it isn't there */ }
    return ask("readwrite", function (store) { return store.delete(id); }).catch(function () { /* it was listed */ });
  }

  function all() {
    return ask("readonly", function (store) { return store.getAll(); })
      .catch(function () { return []; })
      .then(function (acts) {
        return acts.concat(listed()).sort(function (one, other) { return one.since - other.since; });
      });
  }

  // ---- sending ----

  // Resolves to what became of one act: {next: address}, {refused: true}, {waits: true}, or {} where nobody knows.
  function send(act) {
    var patience = new AbortController();
    var timer = setTimeout(function () { patience.abort(); }, PATIENCE);
    return fetch(act.url, {
      method: "POST", body: new URLSearchParams(act.body), signal: patience.signal,
      headers: { "Mpt-Owner": act.owner, "Mpt-Age": Date.now() - act.since }
    })
      // Not JSON: some sign-in page on the way has answered, not we.
      .then(function (answer) { return answer.json(); })
      .catch(function () { return {}; })
      .then(function (said) { clearTimeout(timer); return said || {}; });
  }

  function sendAll(acts, told) {
    if (!acts.length) { return told; }
    var act = acts[0];
    var asked = known();
    return send(act).then(function (said) {
      var rest = function () { return sendAll(acts.slice(1), told); };
      if (said.next || said.refused) {
        told.sent.push({ id: act.id, url: act.url, next: said.next });
        return remove(act.id).then(rest);
      }
      if (said.waits) {
        // It's another's, or needs her to sign in: asked again when somebody else is here.
        told.signIn = told.signIn || act.owner === asked;
        // Her sign-in has ended elsewhere. From here on this phone's acts are somebody's of their own.
        if (act.owner === asked && known() === asked) { remember("mpt_owner", "", 0); }
        act.refusedTo = known();
        return put(act).then(rest);
      }
      // Trouble of our own with this one (refused: false) needn't hold up the others; no answer at all does.
      told.unreached = said.refused !== false;
      return told.unreached ? told : rest();
    });
  }

  // What was done under another name may be this learner's by now; the server knows.
  function unasked(acts) {
    return acts.filter(function (act) { return act.refusedTo !== known(); });
  }

  function mine(acts) {
    return acts.filter(function (act) { return act.owner === known(); });
  }

  return {
    known: known,
    all: all,
    mine: function () { return all().then(mine); },

    // Keeps what a form says until it is sent. Resolves to the act's id, or to nothing where this phone can keep none.
    add: function (form) {
      var name = form.elements.submission;
      if (!owner()) { return Promise.resolve(); }
      if (name) { name.value = name.value || uuid(); }
      var url = form.getAttribute("action");
      var act = {
        id: owner() + (name ? name.value : url), owner: owner(), url: url, since: Date.now(),
        body: new URLSearchParams(new FormData(form)).toString()
      };
      return put(act).then(function () { return act.id; }, function () { /* nowhere to keep it */ });
    },

    // Sends what waits. Resolves to {sent: [{id, url, next}], waiting: how many are this learner's, others: how many
    // aren't, signIn: one needs her to sign in, unreached: no answer came}.
    drain: function () {
      sending = (sending || Promise.resolve()).catch(function () { /* that was another try */ }).then(function () {
        return all().then(function (acts) { return sendAll(unasked(acts), { sent: [], signIn: false }); });
      }).then(function (told) {
        return all().then(function (acts) {
          told.waiting = mine(acts).length;
          told.others = acts.length - told.waiting;
          return told;
        });
      });
      return sending;
    },

    // Says whether an act still waits.
    has: function (id) {
      return all().then(function (acts) { return acts.some(function (act) { return act.id === id; }); });
    },

    // Deletes what waits for one learner, who was told so on signing out.
    forget: function (whose) {
      return all().then(function (acts) {
        return Promise.all(acts.map(function (act) { return act.owner === whose && remove(act.id); }));
      });
    }
  };
})();
