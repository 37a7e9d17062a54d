// The page on which a part is translated: what is typed lies in this browser until it's saved.
// Nothing is saved by itself: to save a translation is to say that it fits its source.
(function () {
  "use strict";
  const form = document.querySelector("[data-translate]");
  const words = form.dataset;
  const area = form.elements.text;
  const base = form.elements.base;
  const line = form.querySelector(".kept");
  const back = line.querySelector("button");
  const draft = Studio.draft(words.who, words.course, `${words.path}, translated`, words.part);
  // The page shows again what couldn't be saved, and why.
  const isRefused = "refused" in words;
  let isSent = false;

  function isDirty() { return isRefused || area.value !== area.defaultValue; }

  function say(state, text, hasOther = false) {
    line.hidden = !text;
    line.dataset.state = state;
    line.querySelector("span").textContent = text;
    back.hidden = !hasOther;
  }

  function typed() {
    if (!isDirty()) {
      draft.clear();
      say("saved", "");
      return;
    }
    // It was made from the text that stood there when it was begun, even where another stands there by now.
    draft.keep(area.value, (draft.read() || { base: base.value }).base);
    say("typing", draft.works() ? words.typing : words.unkept);
  }

  function bringBack() {
    const kept = draft.read();
    if (!kept || kept.text === area.value) {
      draft.clear();
      return;
    }
    base.value = kept.base;
    area.value = kept.text;
    say("typing", words.back, true);
  }

  function take(answer) {
    const isRight = answer.redirected && new URL(answer.url).pathname.startsWith(words.overview);
    if (isRight) {
      isSent = true;
      draft.clear();
      location.assign(answer.url);
    } else if (answer.redirected) {
      say("waiting", words.signedOut);
    } else if (answer.status >= 500) {
      say("waiting", words.broken);
    } else {
      // What isn't taken is shown as a page: with both texts, or with what is to be mended.
      isSent = true;
      form.submit();
    }
  }

  async function send(event) {
    event.preventDefault();
    if (area.readOnly) { return; }
    area.readOnly = true;
    say("saving", words.saving);
    try {
      take(await fetch(form.action, { method: "POST", body: new FormData(form) }));
    } catch {
      say("waiting", words.broken);
    }
    area.readOnly = isSent;
  }

  area.addEventListener("input", typed);
  form.addEventListener("submit", send);
  back.addEventListener("click", function () {
    isSent = true;
    draft.clear();
    location.assign(form.action);
  });
  document.querySelector("[data-theirs]")?.addEventListener("click", draft.clear);
  // With the browser's way back the page is there as it was left.
  window.addEventListener("pageshow", function () { isSent = area.readOnly = false; });
  window.addEventListener("beforeunload", function (event) {
    if (!isDirty() || isSent || draft.works()) { return; }
    event.preventDefault();
    event.returnValue = true; // Chromium before 119 asks nothing without it.
  });
  Studio.presence(form, document.querySelector("[data-others]"), function (said) {
    if (said.base && said.base !== words.base && !isDirty()) { say("waiting", words.newer, true); }
  });
  if (isRefused) { typed(); } else { bringBack(); }
})();
