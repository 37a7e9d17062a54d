// What the stylesheet may use. The floor is Chromium 78 and Safari 13.0 on iOS: see CONTRIBUTING.md.
import younger from "./lint/styles.mjs";

// Each is left out by a browser that doesn't know it, and nothing is lost. No other reason is good enough.
const EXTRAS = [
  "accent-color", // ticks and radio buttons in the browser's blue instead of our red
  "color-scheme", // the browser's own scroll bars and ticks stay light in the dark
  "cursor", // the hand over a button; iPhones have no pointer
  "page-break-after: avoid", // a heading may stand alone at the foot of a printed page
  "overflow-wrap: anywhere", // `break-word` stands before it
  "text-size-adjust", // Safari knows it with its prefix, which stands before it
];

// What caniuse calls partial, and what we use of it is there.
const PARTIAL = [
  "css-page-break", // what's partial is left and right pages; we only avoid a break
  "css-gradients", // Safari before 15.4 fades through grey towards `transparent`; ours name their own clear colour
  "css-overflow", // what's partial is `overflow: clip`; we use `auto`
  "css-sticky", // Chromium 78 lacks it on parts of tables; ours is a box
];

export default {
  plugins: ["stylelint-no-unsupported-browser-features", younger],
  rules: {
    "floor/no-younger": [true, { ignore: EXTRAS }],
    "plugin/no-unsupported-browser-features": [true, { severity: "error", ignore: PARTIAL }],
    "block-no-empty": true,
    "color-no-invalid-hex": true,
    "declaration-block-no-duplicate-properties": [true, { ignore: ["consecutive-duplicates-with-different-values"] }],
    "function-linear-gradient-no-nonstandard-direction": true,
    "no-duplicate-selectors": true,
    "property-no-unknown": true,
    "selector-pseudo-class-no-unknown": true,
    "selector-pseudo-element-no-unknown": true,
    "unit-no-unknown": true,
  },
  // The studio is used at desks, in browsers of the last years.
  overrides: [
    {
      files: ["static/studio.css"],
      rules: { "floor/no-younger": null, "plugin/no-unsupported-browser-features": null },
    },
  ],
};
