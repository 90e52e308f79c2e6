// Every difference from the reference player that docs/compatibility.md lists names a test, and that test is there.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "./cases.mjs";

const text = (path) => readFileSync(join(root, path), "utf8");
const rows = text("docs/compatibility.md")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| reference player"));
const sources = readdirSync(join(root, "runtime/src"), { recursive: true }).filter((path) => path.endsWith(".rs"));
const code = sources.map((path) => ({ path: path.replaceAll("/", "::"), text: text(`runtime/src/${path}`) }));
const cases = readdirSync(join(root, "tests/cases"), { recursive: true }).filter((path) => path.endsWith(".case"));

/**
 * Finds what a name stands for: a file, a case (`…` for several), a unit test by its last word, or a module of them.
 */
function isThere(name) {
  if (name.includes("…"))
    return name.startsWith("…::") ? hasTest(name.slice(3)) : cases.some((path) => path.startsWith(name.slice(0, -1)));
  if (/\.(rs|mjs|md)$/.test(name)) return existsSync(join(root, name));
  if (name.includes("::")) return hasTest(name.split("::").at(-1)) || code.some(({ path }) => path.includes(name));
  return cases.includes(`${name}.case`);
}

const hasTest = (name) => name === "tests" || code.some(({ text }) => text.includes(`fn ${name}(`));

test("every row names a test that is there", () => {
  const wrong = rows.flatMap((row) => {
    const names = [
      ...row
        .split("|")
        .at(-2)
        .matchAll(/`([^`]+)`/g),
    ].map(([, name]) => name);
    const missing = names.filter((name) => !isThere(name));
    return names.length ? missing.map((name) => `${name}: ${row}`) : [`no test: ${row}`];
  });
  assert.deepEqual(wrong, []);
  assert.ok(rows.length > 60);
});
