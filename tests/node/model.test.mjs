// The editor's model as WebAssembly: what `host/control/web/tests/it` expects of it natively, edit for edit.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { root } from "./cases.mjs";

const folder = process.env.CONTROL_MODEL ?? join(root, "target/model");
const skip = existsSync(join(folder, "model.js")) ? false : "cargo xtask control builds the model";

test("edits in the browser give the hashes and inverses that they give on the server", { skip }, async () => {
  const { default: start, Model } = await import(pathToFileURL(join(folder, "model.js")).href);
  await start({ module_or_path: readFileSync(join(folder, "model.wasm")) });
  const file = JSON.parse(readFileSync(join(root, "host/control/web/tests/edits.json"), "utf8"));
  const model = new Model(JSON.stringify(file.document));
  const begun = { hash: model.hash(), document: model.document() };
  const backwards = [];
  for (const { operations, expected } of file.edits) {
    const found = attempt(() => model.apply(JSON.stringify(operations)));
    if (found.inverses) backwards.unshift(JSON.stringify(found.inverses));
    const hash = found.error ? {} : { hash: model.hash() };
    assert.deepEqual({ ...found, ...hash }, expected, JSON.stringify(operations));
  }
  for (const inverses of backwards) model.apply(inverses);
  assert.deepEqual({ hash: model.hash(), document: model.document() }, begun, "undo to the beginning");
});

function attempt(apply) {
  try {
    return { inverses: JSON.parse(apply()) };
  } catch (error) {
    return { error: JSON.parse(error).code };
  }
}
