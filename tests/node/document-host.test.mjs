// The whole document that a host serves for pages and servers, loaded by its address: nothing of it is missing.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { Program, root, skip as missing } from "./program.mjs";

const packed = join(root, "www/dist/index.js");
const skip = missing || (!existsSync(packed) && "the module is not built");

let host;
before(async () => {
  if (skip) return;
  host = await Program.make();
  await host.start();
});
after(() => host?.remove());

test("a runtime takes a document from the address at which a host serves it", { skip }, async () => {
  const { Runtime } = await import(pathToFileURL(packed));
  const text = readFileSync(join(root, "paywall-templates/document.json"), "utf8");
  const served = await Runtime.load(`http://${host.address}/sdk/v3/platform/ios/document/`);
  const own = await Runtime.load(text);
  assert.deepEqual(served.warnings, own.warnings);
  assert.ok(Object.keys(JSON.parse(text).customComponents).length > 0, "there are custom components to miss");
  for (const { id } of own.document.paywalls) {
    assert.equal(served.answer("render", { paywall: id }), own.answer("render", { paywall: id }), id);
  }
});

test("a customer of a locale gets the languages that serve them, and sees the same", { skip }, async () => {
  const { Runtime } = await import(pathToFileURL(packed));
  const address = `http://${host.address}/sdk/v3/platform/ios/document/`;
  const bytesOf = async (query) => (await (await fetch(address + query)).arrayBuffer()).byteLength;
  const whole = await Runtime.load(address);
  for (const [locale, languages] of [
    ["de-AT", ["en", "de"]],
    ["ar", ["en", "ar"]],
    ["tlh", ["en"]],
  ]) {
    const { texts } = await (await fetch(`${address}?locale=${locale}`)).json();
    assert.deepEqual(Object.keys(texts.locales), languages);
    const own = await Runtime.load(`${address}?locale=${locale}`);
    for (const { id } of whole.document.paywalls) {
      const request = { paywall: id, locale };
      assert.equal(own.answer("render", request), whole.answer("render", request), `${locale} ${id}`);
    }
  }
  assert.ok((await bytesOf("?locale=en-GB")) + 50_000 < (await bytesOf("")), "seven languages stay where they are");
});

test("an address of a platform that the host does not know is an error that says so", { skip }, async () => {
  const { Runtime } = await import(pathToFileURL(packed));
  await assert.rejects(Runtime.load(`http://${host.address}/sdk/v3/platform/none/document/`), ({ code, message }) => {
    assert.equal(code, "invalid_document");
    assert.match(message, /404/);
    return true;
  });
});
