// Saves what is typed, by itself and again and again until it's there, and always says what is saved and what isn't.
window.Studio = window.Studio || {};

Studio.saving = function (form, field, draft, onRenamed) {
  "use strict";
  const PAUSE = 1200;
  const LONGEST_WAIT = 30000;
  const line = form.querySelector(".kept");
  const panel = form.closest("[data-pane]").querySelector("[data-conflict]");
  // What was sent and wasn't answered; it may have arrived all the same.
  const unanswered = new Set();
  let base = form.elements.base.value;
  let timer = 0;
  let tries = 0;
  let isBusy = false;
  let isHeld = !panel.hidden;
  // What stands at the server, and what is said of it; null where nobody knows.
  let saved = isHeld ? null : field.text();
  let stood = line.querySelector("[data-said]").textContent;
  let theirs = null;
  // Where a second section begins; whether somebody has said that it is one.
  let second = 0;
  let isMeant = false;

  const conflict = Studio.conflict(panel, saveMine, takeTheirs);

  function say(state, text, label, act) {
    line.dataset.state = state;
    // Whoever hears the page is told what came of it, not of every step.
    line.setAttribute("aria-live", state === "typing" || state === "saving" ? "off" : "polite");
    line.querySelector("[data-said]").textContent = text;
    line.querySelectorAll("button").forEach((button) => button.remove());
    if (!label) { return; }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = label;
    button.addEventListener("click", act);
    line.append(button);
  }

  function isDirty() { return field.text() !== saved; }

  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function changed() {
    if (!isDirty()) {
      clearTimeout(timer);
      draft.clear();
      say("saved", stood);
      return;
    }
    draft.keep(field.text(), base);
    if (isHeld || isBusy) { return; }
    say("typing", draft.works() ? form.dataset.typing : form.dataset.unkept);
    tries = 0;
    second = 0;
    isMeant = false;
    later(PAUSE);
  }

  async function save() {
    clearTimeout(timer);
    if (isBusy || isHeld || !isDirty() || (second && !isMeant)) { return; }
    isBusy = true;
    const sent = field.text();
    unanswered.add(sent);
    saved = null;
    say("saving", form.dataset.saving);
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: body(sent), headers: { Accept: "application/json" }, keepalive: sent.length < 15000,
      });
      await take(answer, sent);
    } catch {
      // No network, or one that breaks off: what is typed lies in this browser until it's back.
      again("waiting", form.dataset.waiting);
    }
    isBusy = false;
    if (field.text() !== sent) { changed(); }
  }

  function body(text) {
    const fields = new FormData();
    fields.set("text", text);
    fields.set("base", base);
    if (isMeant) { fields.set("several", "1"); }
    return fields;
  }

  async function take(answer, sent) {
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) {
      again("waiting", answer.redirected ? form.dataset.signedOut : form.dataset.broken);
      return;
    }
    const said = await answer.json();
    tries = 0;
    if (answer.status === 200) {
      done(said, sent);
    } else if (answer.status === 409) {
      differs(said);
    } else {
      second = said.several || 0;
      say("waiting", said.said);
    }
  }

  // What stands there is another text: one's own, of which only the answer was lost, or somebody else's.
  function differs(said) {
    if ([...unanswered].some((text) => bare(text) === bare(said.theirs))) {
      base = said.base;
      draft.keep(field.text(), base);
      later(0);
      return;
    }
    unanswered.clear();
    isHeld = true;
    theirs = said;
    say("waiting", form.dataset.conflicted);
    conflict.show(said.page);
  }

  // The server ends a part with lines of its own.
  function bare(text) { return text.replace(/\n+$/, ""); }

  function done(said, sent) {
    unanswered.clear();
    saved = sent;
    if (isMeant) {
      draft.clear();
      location.assign(said.moved);
      return;
    }
    base = form.elements.base.value = said.base;
    if (said.part !== form.dataset.part) {
      draft.renamed(said.part);
      onRenamed(said);
    }
    draft.clear();
    stood = form.dataset.saved.replace("{}", said.saved);
    say("saved", stood);
  }

  function again(state, text) {
    say(state, text);
    tries += 1;
    later(Math.min(LONGEST_WAIT, 1500 * 2 ** tries));
  }

  function saveMine() {
    isHeld = false;
    base = theirs ? theirs.base : form.elements.base.value;
    theirs = null;
    save();
  }

  // Without a script's answer at hand the link leads to the page as it's now.
  function takeTheirs() {
    if (!theirs) {
      draft.clear();
      return false;
    }
    const mine = field.text();
    const now = theirs;
    theirs = null;
    isHeld = false;
    base = form.elements.base.value = now.base;
    saved = now.theirs;
    field.show(saved);
    draft.clear();
    say("saved", form.dataset.taken, form.dataset.bringBack, () => { field.show(mine); });
    return true;
  }

  // What was typed here before and never arrived comes back; was the part changed meanwhile, both texts are shown.
  function bringBack() {
    const kept = draft.read();
    if (!kept || isHeld) { return; }
    if (kept.text === saved) {
      draft.clear();
      return;
    }
    base = kept.base;
    field.show(kept.text);
    say("typing", form.dataset.back);
    later(PAUSE);
  }

  // With the button somebody says that what has become two sections is to be two.
  function press() {
    isMeant = second > 0;
    save();
  }

  return {
    changed, save, press, bringBack, say, isDirty,
    base: () => base,
    isQuiet: () => !isDirty() && !isHeld && !isBusy,
    retry: function () { if (isDirty()) { tries = 0; save(); } },
  };
};
