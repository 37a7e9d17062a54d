// A stylelint rule: properties, words, functions, selectors and media features that the floor lacks, by MDN's data.
//
// Beside it stylelint-no-unsupported-browser-features asks caniuse, which has a number of things together (flex with gap) and
// lacks others (aspect-ratio).
import stylelint from "stylelint";
import { css } from "./floor.mjs";

const ruleName = "floor/no-younger";
const messages = stylelint.utils.ruleMessages(ruleName, {
  rejected: (what) => `"${what}" is younger than the floor: it may only be an extra, with the reason in stylelint.config.mjs`,
});

const words = (value) => value.replace(/"[^"]*"|'[^']*'|url\([^)]*\)|--[\w-]+/g, " ");

function* youngInDeclaration({ prop, value }) {
  if (prop.startsWith("-")) { return; }
  if (css.isYoungProperty(prop)) { yield prop; return; }
  for (const [, name] of words(value).matchAll(/([a-z][a-z-]*)\(/g)) {
    if (css.isYoungFunction(name)) { yield `${name}()`; }
  }
  for (const [word] of words(value).matchAll(/(?<![\w-])[a-z][a-z-]*(?![\w(-])/g)) {
    if (css.isYoungValue(prop, word)) { yield `${prop}: ${word}`; }
  }
}

function* youngInSelector(selector) {
  for (const [whole, name] of selector.matchAll(/::?([a-z][a-z-]*)/g)) {
    if (css.isYoungSelector(name)) { yield whole; }
  }
}

function* youngInAtRule({ name, params }) {
  if (css.isYoungAtRule(name)) { yield `@${name}`; }
  if (name === "media") {
    if (/[<>]/.test(params)) { yield "a range in @media"; }
    for (const [, feature] of params.matchAll(/\(\s*(?:min-|max-)?([a-z-]+)/g)) {
      if (css.isYoungMedia(feature)) { yield `@media (${feature})`; }
    }
  }
}

function* youngIn(node) {
  if (node.type === "decl") { yield* youngInDeclaration(node); }
  if (node.type === "rule") { yield* youngInSelector(node.selector); }
  if (node.type === "atrule") { yield* youngInAtRule(node); }
}

const rule = (isOn, { ignore = [] } = {}) => (root, result) => {
  if (!isOn) { return; }
  root.walk((node) => {
    for (const what of youngIn(node)) {
      if (!ignore.includes(what)) {
        stylelint.utils.report({ ruleName, result, node, word: what, message: messages.rejected(what) });
      }
    }
  });
};
rule.ruleName = ruleName;
rule.messages = messages;

export default stylelint.createPlugin(ruleName, rule);
