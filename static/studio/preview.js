// The phone page, made anew by the server from what is typed, and put into its frame without a jump.
window.Studio = window.Studio || {};

Studio.preview = function (frame, answers) {
  "use strict";
  const PAUSE = 250;
  let timer = 0;
  let isBusy = false;
  // What is to be looked at yet, by form; the form whose page the phone shows: who asked last.
  const wanted = new Map();
  let shown = null;
  let waiting = null;

  function isThere() {
    const page = frame.contentDocument;
    return page && page.readyState === "complete" && page.querySelector("main");
  }

  // The question that is being written is looked at. Only the phone is moved, not the page around it.
  function follow(place) {
    const question = frame.contentDocument.querySelectorAll(".question")[place];
    if (!question) { return; }
    const { top, bottom } = question.getBoundingClientRect();
    if (top < 0 || bottom > frame.clientHeight) { frame.contentWindow.scrollBy(0, top - 12); }
  }

  function put(html, question) {
    if (!isThere()) {
      waiting = { html, question };
      return;
    }
    const page = frame.contentDocument;
    const next = new DOMParser().parseFromString(html, "text/html");
    const open = [...page.querySelectorAll("details")].map((one) => one.open);
    page.documentElement.lang = next.documentElement.lang;
    page.documentElement.dir = next.documentElement.dir;
    page.body.replaceWith(page.adoptNode(next.body));
    page.querySelectorAll("details").forEach(function (one, place) { one.open = Boolean(open[place]); });
    follow(question);
  }

  async function ask() {
    if (isBusy || !wanted.size) { return; }
    const [[form, { field, take }]] = wanted;
    wanted.delete(form);
    isBusy = true;
    const fields = new FormData();
    fields.set("text", field.text());
    if (answers && answers.getAttribute("aria-pressed") === "true") { fields.set("answers", "1"); }
    try {
      const answer = await fetch(form.dataset.preview, {
        method: "POST", body: fields, headers: { Accept: "application/json" },
      });
      const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (answer.ok && isOurs) {
        const said = await answer.json();
        if (form === shown) { put(said.page, field.question()); }
        take(said);
      }
    } catch {
      // Without a network the page stays as it was; what is typed is another's care.
    }
    isBusy = false;
    ask();
  }

  frame.addEventListener("load", function () {
    if (waiting && isThere()) {
      const { html, question } = waiting;
      waiting = null;
      put(html, question);
    }
  });

  return {
    show: function (form, field, take, pause = PAUSE) {
      wanted.set(form, { field, take });
      shown = form;
      clearTimeout(timer);
      timer = setTimeout(ask, pause);
    },
  };
};
