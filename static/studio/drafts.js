// What was typed and isn't saved yet, kept in this browser: it survives a closed browser and a lost network.
// It belongs to who typed it: somebody else at the same desk doesn't find it in their field.
window.Studio = window.Studio || {};

Studio.draft = function (who, course, path, part) {
  "use strict";
  let key = name(part);
  let works = true;

  function name(id) { return ["mpt-writing", who, course, path, id].join("|"); }

  function tried(act) {
    try { return act(); } catch { works = false; return null; }
  }

  return {
    // Whether this browser keeps anything at all; a private window may not.
    works: () => works,
    keep: (text, base) => tried(() => localStorage.setItem(key, JSON.stringify({ text, base }))),
    clear: () => tried(() => localStorage.removeItem(key)),
    read: function () {
      const kept = tried(() => JSON.parse(localStorage.getItem(key) || "null"));
      return kept && typeof kept.text === "string" && typeof kept.base === "string" ? kept : null;
    },
    renamed: function (id) {
      tried(() => localStorage.removeItem(key));
      key = name(id);
    },
  };
};
