// Judges texts from standard input, a JSON list of {name, text}, as if they were files of those names; prints their faults.
// The tests use it: a process for each text would take minutes.
import { readFileSync } from "node:fs";
import { ESLint } from "eslint";
import stylelint from "stylelint";

const eslint = new ESLint();

async function faults({ name, text }) {
  if (name.endsWith(".css")) {
    const { results } = await stylelint.lint({ code: text, codeFilename: name });
    return results[0].warnings.map((one) => `${one.rule}: ${one.text}`);
  }
  const [result] = await eslint.lintText(text, { filePath: name });
  return result.messages.map((one) => `${one.ruleId}: ${one.message}`);
}

const answers = [];
for (const one of JSON.parse(readFileSync(0, "utf8"))) { answers.push(await faults(one)); }
console.log(JSON.stringify(answers));
