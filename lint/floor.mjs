// The floor: the oldest browsers in which everything works, and what MDN's data says that they have.
import { createRequire } from "node:module";

const data = createRequire(import.meta.url)("@mdn/browser-compat-data");

// Pages open inside WeChat and other apps too, so a WebView is asked beside the browsers of package.json's browserslist.
export const FLOOR = { chrome: 78, webview_android: 78, safari_ios: 13 };
const BROWSERS = ["chrome", "safari_ios"];
const BUILTINS = new Set(Object.values(data.javascript.builtins).flatMap((one) => Object.keys(one)));
const PROPERTIES_OF_ALL = new Set(Object.getOwnPropertyNames(Object.prototype));

const number = (version) => parseFloat(String(version).replace("≤", ""));

function inBrowser(support, oldest) {
  return [support].flat().some((one) =>
    one && one.version_added && one.version_added !== "preview" && !one.flags && !one.prefix && !one.alternative_name
    && number(one.version_added) <= oldest && !(one.version_removed && number(one.version_removed) <= oldest));
}

// What MDN has no word on is taken for old.
export function isYoung(feature, browsers = BROWSERS) {
  const support = feature && feature.__compat && feature.__compat.support;
  return Boolean(support) && browsers.some((name) => support[name] && !inBrowser(support[name], FLOOR[name]));
}

export const css = {
  isYoungProperty: (name) => isYoung(data.css.properties[name]),
  isYoungValue: (name, word) => isYoung(at(data.css.properties[name], word)),
  isYoungFunction: (name) => isYoung(at(data.css.types, name)) || isYoung(at(data.css.types.color, name)),
  isYoungSelector: (name) => isYoung(at(data.css.selectors, name)),
  isYoungAtRule: (name) => isYoung(at(data.css["at-rules"], name)),
  isYoungMedia: (name) => isYoung(at(data.css["at-rules"].media, name)),
};

function at(tree, name) {
  return tree && Object.hasOwn(tree, name) ? tree[name] : undefined;
}

// A young interface that a script may meet without having asked for it: the event of a form, an element of a page.
const MET_UNASKED = ["SubmitEvent", "HTMLDialogElement", "FormDataEvent"];
// Calls, games and sound machines: no page here has any, and their members have everyday names, such as `address`.
const FAR_AWAY = /^(RTC|XR|WebGL|Gamepad|Audio[A-Z]|MIDI|USB|Serial|Bluetooth)/;

// Names that no interface had at the floor: `replaceChildren`, say, but not `text`, which is old on Response.
// A linter doesn't know what an object is, so only such names can be judged wherever they stand. Whoever has an object of a
// young interface has used its young name before, so that its members needn't be judged, and are words for our own objects.
export function youngNames() {
  const everywhere = Object.keys(FLOOR);
  const young = new Set();
  const old = new Set([...BUILTINS, ...PROPERTIES_OF_ALL]);
  const near = Object.entries(data.api).filter(([name]) => !FAR_AWAY.test(name));
  for (const [name, feature] of near) {
    const isNew = isYoung(feature, everywhere);
    (isNew ? young : old).add(name);
    for (const [member, inside] of Object.entries(feature)) {
      if (!/^[a-zA-Z]+$/.test(member)) { continue; }
      if (!isNew && !isYoung(inside, everywhere)) { old.add(member); }
      if (isNew ? MET_UNASKED.includes(name) : isYoung(inside, everywhere)) { young.add(member); }
    }
  }
  return new Set([...young].filter((name) => !old.has(name)));
}
