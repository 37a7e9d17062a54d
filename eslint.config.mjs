// What the scripts of the pages may use. The floor is Chromium 78 and Safari 13.0 on iOS: see CONTRIBUTING.md.
import compat from "eslint-plugin-compat";
import esx from "eslint-plugin-es-x";
import globals from "globals";
import floor from "./lint/scripts.mjs";

// Our files are joined into one script: what a file makes, those after it may use. Name such globals here.
const SHARED = { Outbox: "readonly", Keep: "readonly", State: "readonly", Lamps: "readonly" };

// With es-x's aggressive setting a method's name is enough. These names are those of old methods of arrays too, or ours.
const HAVE_OLD_NAMESAKES = Object.fromEntries(
  ["drop", "every", "filter", "find", "flatmap", "foreach", "map", "reduce", "some", "take", "toarray"]
    .map((name) => [`es-x/no-iterator-prototype-${name}`, "off"]));

const ours = {
  "compat/compat": "error",
  "array-callback-return": "error",
  "block-scoped-var": "error",
  curly: "error",
  eqeqeq: "error",
  "no-alert": "error",
  "no-console": "error",
  "no-dupe-keys": "error",
  "no-eval": "error",
  "no-fallthrough": "error",
  "no-implicit-coercion": ["error", { allow: ["!!"] }],
  "no-implied-eval": "error",
  "no-redeclare": ["error", { builtinGlobals: false }],
  "no-self-assign": "error",
  "no-shadow": "error",
  "no-undef": "error",
  "no-unreachable": "error",
  "no-unused-vars": ["error", { varsIgnorePattern: `^(${Object.keys(SHARED).join("|")})$`, caughtErrors: "none" }],
  "no-use-before-define": ["error", { functions: false }],
  "no-useless-escape": "error",
  "use-isnan": "error",
  "valid-typeof": "error",
};

const rules = {
  ...esx.configs["flat/restrict-to-es2019"].rules,
  ...esx.configs["flat/restrict-to-es2019-intl-api"].rules,
  ...HAVE_OLD_NAMESAKES,
  "floor/guarded": "error",
  ...ours,
};

const forScripts = (places, others = {}) => ({
  plugins: { compat, "es-x": esx, floor },
  languageOptions: { ecmaVersion: "latest", sourceType: "script", globals: { ...places, ...SHARED } },
  linterOptions: { reportUnusedDisableDirectives: "error" },
  // keep.js asks for the network's kind where there is one to ask.
  settings: { "es-x": { aggressive: true }, lintAllEsApis: true, polyfills: ["navigator.connection"] },
  rules: { ...rules, ...others },
});

export default [
  { ignores: ["node_modules/", ".venv/", "data/", "mpt/", "tests/", "bench/"] },
  { files: ["static/**/*.js"], ignores: ["static/scripts/sw.js", "static/studio/**"], ...forScripts(globals.browser) },
  // The studio's scripts run at trainers' desks, in browsers of the last years, and every page works without them.
  {
    files: ["static/studio/**/*.js"],
    plugins: { compat },
    languageOptions: { ecmaVersion: 2022, sourceType: "script", globals: { ...globals.browser, Studio: "readonly" } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    settings: { browserslistOpts: { config: "lint/desks.browserslist" }, lintAllEsApis: true },
    rules: { ...ours, "no-var": "error", "prefer-const": "error" },
  },
  // The service worker is a script of its own, with no page around it.
  {
    files: ["static/scripts/sw.js"],
    // Clients and caches have a matchAll too, and an old one.
    ...forScripts(globals.serviceworker, { "es-x/no-string-prototype-matchall": "off" }),
  },
];
