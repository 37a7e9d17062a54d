// A field: a text that is typed, line by line. What is put in by a button can be taken back as if it had been typed.
window.Studio = window.Studio || {};

Studio.field = function (area) {
  "use strict";

  // Only what the browser itself inserts is part of what "undo" takes back.
  function insert(start, end, text) {
    area.focus();
    area.setSelectionRange(start, end);
    if (!document.execCommand || !document.execCommand(text ? "insertText" : "delete", false, text)) {
      area.setRangeText(text, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function startOf(number) {
    return area.value.split("\n").slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0);
  }

  // `|` in what is put in is where one goes on, or what was selected; it stands on lines of its own but inside a choice.
  function put(snippet) {
    const from = area.selectionStart;
    const to = area.selectionEnd;
    const before = area.value.slice(0, from);
    const isInLine = snippet.startsWith("![") && before && !before.endsWith("\n");
    const lead = !before || isInLine || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const tight = /^- /.test(snippet) && /\n[-> ][^\n]*\n?$/.test(`\n${before}`);
    const text = (tight ? (before.endsWith("\n") ? "" : "\n") : lead) + withNumber(snippet);
    const selected = area.value.slice(from, to);
    insert(from, to, text.replace("|", () => selected));
    const caret = from + text.indexOf("|") + selected.length;
    area.setSelectionRange(caret, caret);
  }

  function withNumber(snippet) {
    let number = 1;
    while (area.value.includes(`{#q-${number}`)) { number += 1; }
    return snippet.replace("{#q-0", `{#q-${number}`);
  }

  return {
    area,
    text: () => area.value,
    // In which question one is, from 0; -1 before the first.
    question: () => area.value.slice(0, area.selectionStart).split("\n").filter((line) => line.startsWith("### ")).length - 1,
    put,
    // Nothing is done where the line is another by now: what was certain then isn't any more.
    mend: function (number, old, right) {
      if (area.value.split("\n")[number - 1] !== old) { return; }
      insert(startOf(number), startOf(number) + old.length, right);
    },
    show: function (text) { insert(0, area.value.length, text); },
    go: function (number) {
      area.focus();
      area.setSelectionRange(startOf(number), startOf(number));
      area.scrollIntoView({ block: "nearest" });
    },
  };
};
