// The page on which a part is written: puts together what the other files make.
(function () {
  "use strict";
  const desk = document.querySelector(".desk");
  const answers = desk.querySelector("[data-answers]");
  const preview = Studio.preview(desk.querySelector("iframe"), answers);
  const whole = document.querySelector("[data-whole]");
  const marked = [];
  let last = null;

  function showWhole(spots) {
    whole.hidden = !spots.length;
    whole.querySelector("ul").replaceChildren(...spots.map(function (spot) {
      const item = document.createElement("li");
      item.textContent = spot.said;
      return item;
    }));
  }

  function begin(form) {
    const field = Studio.field(form.elements.text);
    const draft = Studio.draft(desk.dataset.who, form.dataset.course, form.dataset.path, form.dataset.part);
    const marks = Studio.marks(form, field);
    const saving = Studio.saving(form, field, draft, function (said) {
      const old = `/${form.dataset.part}/${form.dataset.tongue}`;
      const now = `/${encodeURIComponent(said.part)}/${form.dataset.tongue}`;
      form.action = form.action.replace(old, now);
      ["preview", "here", "leave"].forEach(function (name) { form.dataset[name] = form.dataset[name].replace(old, now); });
      form.dataset.part = said.part;
      history.replaceState(null, "", said.moved);
    });

    function take(said) {
      marks.show(said.spots, said.heading);
      if (form === desk.querySelector("[data-write]")) { showWhole(said.whole); }
    }

    // That a translation fits is said of what is saved: once all that was typed is there, unless more was typed since.
    function later(button, text) {
      setTimeout(function () { if (field.text() === text) { form.requestSubmit(button); } }, 300);
    }

    function look(pause) {
      last = look;
      preview.show(form, field, take, pause);
    }

    marked.push(marks.draw);
    form.querySelectorAll("[data-plain]").forEach((one) => { one.hidden = true; });
    field.area.addEventListener("input", function () {
      marks.draw();
      saving.changed();
      look();
      desk.querySelectorAll(`[data-source="${form.id}"]`).forEach((one) => { one.hidden = false; });
    });
    field.area.addEventListener("focus", function () { if (last !== look) { look(0); } });
    field.area.addEventListener("blur", saving.save);
    form.addEventListener("submit", function (event) {
      const fits = event.submitter && event.submitter.closest("[data-source]");
      if (fits && saving.isQuiet()) {
        event.submitter.value = document.getElementById(fits.dataset.source).elements.base.value;
        return;
      }
      event.preventDefault();
      saving.press();
      if (fits) { later(event.submitter, field.text()); }
    });
    document.addEventListener("keydown", function (event) {
      if ((event.ctrlKey || event.metaKey) && event.key === "s") {
        event.preventDefault();
        saving.save();
      }
    });
    document.addEventListener("visibilitychange", function () { if (document.hidden) { saving.save(); } });
    window.addEventListener("online", saving.retry);
    window.addEventListener("beforeunload", function (event) {
      if (!saving.isDirty() || draft.works()) { return; }
      event.preventDefault();
      event.returnValue = true; // Chromium before 119 asks nothing without it.
    });
    Studio.toolbar(form.closest("[data-pane]").querySelector("[data-tools]"), field);
    Studio.presence(form, document.querySelector("[data-others]"), function (said) {
      if (!saving.isQuiet() || said.base === saving.base()) { return; }
      saving.say("waiting", form.dataset.newer, form.dataset.show, () => location.reload());
    });
    look(0);
    saving.bringBack();
    return look;
  }

  const looks = [...desk.querySelectorAll("[data-write]")].map(begin);
  if (answers && looks.length) {
    answers.hidden = false;
    answers.addEventListener("click", function () {
      answers.setAttribute("aria-pressed", String(answers.getAttribute("aria-pressed") !== "true"));
      last(0);
    });
  }
  if (looks.length) { looks[0](0); }
  Studio.tabs(desk, () => marked.forEach((draw) => draw()));
})();
