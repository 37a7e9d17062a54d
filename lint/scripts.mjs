// An eslint rule: a browser's API that is younger than the floor is only used behind a guard that names it.
import { youngNames } from "./floor.mjs";

// Old enough, but absent inside some apps: Safari has service workers, WeChat on an iPhone doesn't.
const ABSENT_IN_APPS = ["serviceWorker"];
// Who has asked for the one needn't ask for the other.
const COMES_WITH = { SpeechSynthesisUtterance: "speechSynthesis" };
const CONDITIONS = { IfStatement: "consequent", ConditionalExpression: "consequent", LogicalExpression: "right" };

function leaves(statement) {
  const last = statement.type === "BlockStatement" ? statement.body[statement.body.length - 1] : statement;
  return Boolean(last) && ["ReturnStatement", "ThrowStatement"].includes(last.type);
}

// The conditions that hold or were asked before `node` runs: of `if`, `&&`, `||`, `?:`, and of an earlier `if (...) { return; }`.
function* conditions(node) {
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (CONDITIONS[outer.type] && inner !== (outer.test || outer.left)) { yield outer.test || outer.left; }
    if (outer.type === "BlockStatement" || outer.type === "Program") {
      for (const earlier of outer.body.slice(0, outer.body.indexOf(inner))) {
        if (earlier.type === "IfStatement" && leaves(earlier.consequent)) { yield earlier.test; }
      }
    }
  }
}

// Asking for a thing is what a guard does, and does no harm.
function isAsked(node) {
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (inner === outer.test || (outer.type === "LogicalExpression" && inner === outer.left)) { return true; }
    if (outer.type === "UnaryExpression" && ["!", "typeof"].includes(outer.operator)) { return true; }
    if (!["UnaryExpression", "LogicalExpression", "BinaryExpression"].includes(outer.type)) { return false; }
  }
  return false;
}

function isGuarded(node, name, source) {
  if (isAsked(node)) { return true; }
  const word = new RegExp(`\\b(${name}|${COMES_WITH[name] || name})\\b`);
  for (const condition of conditions(node)) {
    if (word.test(source.getText(condition))) { return true; }
  }
  return false;
}

// A function of the file itself may have any name, and so may a shared global of ours.
function isOurs(identifier, source) {
  for (let scope = source.getScope(identifier); scope; scope = scope.upper) {
    const variable = scope.set.get(identifier.name);
    if (variable) { return variable.defs.length > 0; }
  }
  return false;
}

const guarded = {
  meta: {
    type: "problem",
    docs: { description: "no API younger than the floor without a guard" },
    messages: { young: "'{{name}}' is younger than the floor, or absent inside some apps: use it only where `if (...)` has asked for it" },
    schema: [],
  },
  create(context) {
    const young = new Set([...youngNames(), ...ABSENT_IN_APPS]);
    const source = context.sourceCode;
    const judge = (node, name) => {
      if (young.has(name) && !isGuarded(node, name, source)) {
        context.report({ node, messageId: "young", data: { name } });
      }
    };
    return {
      MemberExpression(node) {
        const isSet = node.parent.type === "AssignmentExpression" && node.parent.left === node;
        if (!node.computed && !isSet && node.object.type !== "ThisExpression") { judge(node, node.property.name); }
      },
      ":matches(CallExpression, NewExpression) > Identifier.callee, MemberExpression > Identifier.object"(node) {
        if (!isOurs(node, source)) { judge(node, node.name); }
      },
    };
  },
};

export default { rules: { guarded } };
