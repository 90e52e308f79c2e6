// The memory of one instance: calls of all sizes need no more together than the largest of them alone.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { moduleFile, root, startHost } from "./cases.mjs";
import { operations } from "./host.mjs";

const skip = !existsSync(moduleFile) && "the module is not built";
const document = JSON.parse(readFileSync(join(root, "paywall-templates/document.json"), "utf8"));
const words = new TextEncoder();

/** The bytes that documents and requests have beside the usual: from none to most of what a request may have. */
const sizes = [];
for (let size = 15; size < 3 << 20; size = Math.floor(size * 1.35) + 1) sizes.push(size);

/** Starts an instance with the stock document. */
async function loaded() {
  const host = await startHost();
  return { host, handle: answered(host.load(words.encode(JSON.stringify(document)))).handle };
}

/** Renders for a customer with attributes of so many bytes, and loads a document with a text of so many bytes. */
function work({ host, handle }, size) {
  const part = "x".repeat(Math.ceil(size / 4));
  const attributes = { a: part, b: part, c: part, d: part };
  const request = { launch: { label: "settings" }, customer: { attributes } };
  answered(host.call(handle, operations.render, words.encode(JSON.stringify(request))));
  const other = words.encode(JSON.stringify({ ...document, note: "x".repeat(size) }));
  host.drop(answered(host.load(other)).handle);
}

function answered(bytes) {
  const answer = JSON.parse(new TextDecoder().decode(bytes));
  assert.ok(answer.ok, JSON.stringify(answer.error));
  return answer.ok;
}

test("calls of all sizes leave no more than twice what the largest call needs", { skip }, async () => {
  let largest = 0;
  for (const size of sizes.slice(-3)) {
    const one = await loaded();
    work(one, size);
    largest = Math.max(largest, one.host.memory);
  }
  const all = await loaded();
  for (const size of sizes) work(all, size);
  const together = all.host.memory;
  assert.ok(together < 2 * largest, `${together} bytes for all calls, ${largest} for the largest`);
  for (const size of sizes.toReversed()) work(all, size);
  assert.ok(all.host.memory < 2 * largest, "the same calls the other way round need more memory");
});

const real = join(root, "../shared/real/tv-initial-config.json");
const documents = { stock: document, real: existsSync(real) && JSON.parse(readFileSync(real, "utf8")) };
for (const [name, document] of Object.entries(documents)) {
  const why = skip || (!document && "that document is not at hand");
  const claim = `the ${name} document, of which nothing was shown, takes at most one and a quarter times its JSON`;
  test(claim, { skip: why }, async () => {
    const host = await startHost();
    const bytes = words.encode(JSON.stringify(document));
    const before = host.memory;
    const count = 40;
    for (let copy = 0; copy < count; copy++) answered(host.load(bytes));
    const each = (host.memory - before) / count;
    assert.ok(each < 1.25 * bytes.length, `${each} bytes for a document of ${bytes.length}`);
  });
}
