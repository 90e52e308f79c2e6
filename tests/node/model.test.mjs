// The model of the pages as WebAssembly, for the editor and for campaigns: all that `host/control/web/tests/it`
// expects of it natively, edit for edit.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { root } from "./cases.mjs";

const folder = process.env.CONTROL_MODEL ?? join(root, "target/model");
const skip = existsSync(join(folder, "model.js")) ? false : "cargo xtask control builds the model";

/** Starts one of the two files. */
async function started(name) {
  const { default: start, Model } = await import(pathToFileURL(join(folder, `${name}.js`)).href);
  await start({ module_or_path: readFileSync(join(folder, `${name}.wasm`)) });
  return Model;
}

test("edits in the browser give the hashes and inverses that they give on the server", { skip }, async () => {
  const Model = await started("model");
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

test("deeds in the browser come to the operations that the list has", { skip }, async () => {
  const Model = await started("model");
  const read = (name) => JSON.parse(readFileSync(join(root, "host/control/web/tests", name), "utf8"));
  for (const { deed, first = [], with: what, expected } of read("deeds.json")) {
    const model = new Model(JSON.stringify(read("edits.json").document));
    model.apply(JSON.stringify(first));
    const { inverses: found, ...error } = attempt(() => model.act("a", deed, JSON.stringify(what)));
    assert.deepEqual(found ?? error, expected, `${deed} ${JSON.stringify(what)}`);
  }
});

test("panels in the browser tell what they tell on the server", { skip }, async () => {
  const read = (name) => JSON.parse(readFileSync(join(root, "host/control/web/tests", name), "utf8"));
  for (const [kind, file] of [
    ["model", "told.json"],
    ["campaigns", "splits.json"],
  ]) {
    const Model = await started(kind);
    for (const { call, first = [], arguments: given, expected } of read(file)) {
      const model = new Model(JSON.stringify(read("edits.json").document));
      model.apply(JSON.stringify(first));
      assert.deepEqual(told(model, call, given), expected, `${call} ${JSON.stringify(given)}`);
    }
  }
});

/** Asks a model what a case names. */
function told(model, call, given) {
  if (call === "meant") return model.meant(...given) ?? null;
  if (call !== "told") return JSON.parse(model[call](...given) ?? "null");
  const { groups, parts, layer } = JSON.parse(model.campaigns(0, 0)).placements[0].rules[0];
  return { groups, parts, layer };
}

test("campaigns in the browser are told in sentences, and copied", { skip }, async () => {
  const Model = await started("campaigns");
  const { document } = JSON.parse(readFileSync(join(root, "host/control/web/tests/edits.json"), "utf8"));
  const model = new Model(JSON.stringify(document));
  const [{ rules }] = JSON.parse(model.campaigns(0, 0)).placements;
  const { name, who, shows, state } = rules[0];
  assert.deepEqual(
    { name, who, shows, state },
    { name: "One", who: "Everybody", shows: "“Paywall a”", state: "always" },
  );
  const copy = JSON.parse(model.duplicate("one"));
  model.apply(JSON.stringify(copy.operations));
  assert.deepEqual(JSON.parse(model.ids("campaign_rules")), ["one", copy.id, "two"]);
  assert.ok(JSON.parse(Model.vocabulary()).facts.length > 30);
});

function attempt(apply) {
  try {
    return { inverses: JSON.parse(apply()) };
  } catch (error) {
    return { error: JSON.parse(error).code };
  }
}
