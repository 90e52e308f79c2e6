// The module in two parts, as pages have it, answers every case that the package can ask like the whole module.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { NEEDS } from "../../www/runtime/needs.js";
import { allCases, root } from "./cases.mjs";
import { operations } from "./host.mjs";

const file = join(root, "www/dist/index.js");
const skip = !existsSync(file) && "the module is not built";
const { Runtime } = skip ? {} : await import(pathToFileURL(file).href);

/** The package throws what is no document, and writes requests itself: JavaScript has no whole numbers with a point. */
const isAsked = ({ operation, request, answer }) =>
  operation in operations && answer.startsWith('{"ok"') && !/\d\.0\b/.test(request);

test("both parts answer as the whole module does", { skip }, async () => {
  const cases = allCases().filter(isAsked);
  assert.ok(cases.length > 100, `${cases.length}`);
  for (const { name, operation, document, request, answer } of cases) {
    const runtime = await Runtime.load(document);
    const found = runtime.answer(operation, request.length ? JSON.parse(request.toString()) : undefined);
    assert.equal(found, answer, name);
  }
});

const wasm = (name) => readFileSync(join(root, "www/dist", `paywall_${name}.wasm`));

test("a page writes the powers of ten that the whole module has", { skip }, () => {
  const powers = Array.from({ length: 309 }, (_, power) => Number(`1e${power}`));
  // The zeros at its beginning are not written.
  const tens = Buffer.from(Float64Array.from(powers).buffer).subarray(8);
  assert.ok(wasm("runtime").includes(tens));
  assert.ok(!wasm("first").includes(tens.subarray(-80)));
});

test("icons that come with the rest are those that a page looks for in documents", { skip }, () => {
  const text = (path) => readFileSync(join(root, path), "utf8");
  const names = text("paywall-templates/icons/names.txt").trim().split("\n");
  const late = names.filter((name) => NEEDS.test(JSON.stringify({ name })));
  const rare = text("runtime/src/paywall/symbol/rare.txt").trim().split("\n");
  assert.deepEqual(late, rare.map((line) => line.split(/[ +]/)[0]).sort());
  assert.ok(wasm("rest").includes(rare[0]) && !wasm("first").includes(rare[0]));
});
