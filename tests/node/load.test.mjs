// The npm package in Node: what apps pass to `Runtime.load`, and the errors for what is no document.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import { root } from "./cases.mjs";

const packed = join(root, "www/dist/index.js");
const skip = !existsSync(packed) && "the module is not built";
const { Runtime } = skip ? {} : await import(pathToFileURL(packed));
const file = pathToFileURL(join(root, "paywall-templates/document.json"));
const bytes = readFileSync(file);
const text = bytes.toString();
const count = JSON.parse(text).paywalls.length;
const part = (array, before) => new Uint8Array(array.buffer, array.byteOffset + before, array.length - before);

const forms = {
  "a text": () => text,
  "an object": () => JSON.parse(text),
  "an object without a prototype": () => Object.assign(Object.create(null), JSON.parse(text)),
  "a Buffer": () => bytes,
  "a part of other bytes": () => part(new Uint8Array([1, 2, ...bytes]), 2),
  "a DataView": () => new DataView(Uint8Array.from(bytes).buffer),
  "an ArrayBuffer": () => Uint8Array.from(bytes).buffer,
  "a Blob": () => new Blob([bytes]),
  "a stream": () => new Blob([bytes]).stream(),
  "a Response": () => new Response(text),
  "a promise of a Response": async () => new Response(text),
  "a promise of an object": async () => JSON.parse(text),
  "a URL": () => file,
  "the text of a URL": () => file.href,
  "the path of a file": () => fileURLToPath(file),
  "a path from where the program runs": () => relative(process.cwd(), fileURLToPath(file)),
  "a path that begins with a dot": () => `./${relative(process.cwd(), fileURLToPath(file))}`,
  "a URL of data": () => `data:application/json;base64,${bytes.toString("base64")}`,
  "a Request": () => new Request(`data:application/json;base64,${bytes.toString("base64")}`),
  "an imported module": () => import(`data:text/javascript,export default ${encodeURIComponent(text)}`),
  "a text with a mark before it": () => `\uFEFF${text}`,
  "bytes with a mark before them": () => Buffer.from(`\uFEFF${text}`),
  "a packed document in a Response": () =>
    new Response(JSON.stringify({ initial_config: gzipSync(bytes).toString("base64") })),
};
for (const [form, make] of Object.entries(forms)) {
  test(`loads ${form}`, { skip }, async () => {
    const runtime = await Runtime.load(make());
    assert.equal(runtime.document.paywalls.length, count);
  });
}

const circle = {};
circle.circle = circle;
const used = async () => {
  const response = new Response(text);
  await response.text();
  return response;
};
const wrong = {
  nothing: [() => undefined, /found Undefined/],
  null: [() => null, /found Null/],
  "a number": [() => 7, /found Number/],
  "a function": [() => () => text, /found Function/],
  "a Map": [() => new Map(), /found Map/],
  "an answer with an error": [() => new Response("{}", { status: 404 }), /404 for the document/],
  "an answer that was read before": [used, /could not be read/],
  "a promise that fails": [() => Promise.reject(new Error("no network")), /no network/],
  "a file that is not there": [() => new URL("none.json", file), /none\.json/],
  "a path to nothing": [() => "none.json", /no such file.*none\.json/],
  "the text of a page": [() => "<!doctype html>", /line 1/],
  "the page of an app at the document's address": [
    () => "data:text/html,<!doctype html>",
    /expected JSON, found a page: is it at data:text\/html/,
  ],
  "the page of an app": [() => new Response("<!doctype html>"), /line 1/],
  "a circle": [() => circle, /circular/],
};
for (const [what, [make, message]] of Object.entries(wrong)) {
  test(`says what it found: ${what}`, { skip }, async () => {
    await assert.rejects(Runtime.load(make()), (error) => {
      assert.equal(error.code, "invalid_document");
      assert.match(error.message, message);
      return true;
    });
  });
}

test("a document that a host gave in pieces has its custom components in the configuration", { skip }, async () => {
  const { customComponents, platform_config: config, ...rest } = JSON.parse(text);
  assert.ok(Object.keys(customComponents).length > 0);
  const [whole, pieces] = await Promise.all([
    Runtime.load(text),
    Runtime.load({ ...rest, platform_config: { ...config, customComponents } }),
  ]);
  assert.deepEqual(pieces.warnings, whole.warnings);
  for (const { id } of whole.document.paywalls) {
    assert.equal(pieces.answer("render", { paywall: id }), whole.answer("render", { paywall: id }));
  }
});

test("a script without a place, such as one of a blob, starts with the module that it is given", { skip }, async () => {
  const script = `data:text/javascript;base64,${readFileSync(packed).toString("base64")}`;
  const alone = await import(script);
  const module = readFileSync(join(root, "www/dist/paywall_runtime.wasm"));
  assert.equal((await alone.Runtime.load(text, { module })).document.paywalls.length, count);
});
