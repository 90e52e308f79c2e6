// The module in two parts, in each engine: which paywalls wait for the rest, and what happens where it does not come.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, test } from "node:test";

import { root } from "../node/cases.mjs";
import { inEachEngine } from "./engines.mjs";
import { stock } from "./stock.mjs";

const { paywalls, ...others } = JSON.parse(stock.document);
const named = (name) => paywalls.find((paywall) => paywall.name === name);
/** A document with these paywalls of the stock document. */
const documentOf = (...names) => JSON.stringify({ ...others, customComponents: {}, paywalls: names.map(named) });

const REST = "/www/dist/paywall_rest.wasm";
const file = readFileSync(join(root, "www", "dist", "paywall_rest.wasm"));
const plain = "Fern Phone";
/** It has a QR code. */
const rich = "Fern TV";

/**
 * Runs in the page: launches paywalls one after the other, as soon as the document is loaded. Answers for each whether
 * it is shown, or the code of its error, and in which ways the rest was asked for until then (`atOnce`), and until the
 * page came to rest (`ways`).
 */
async function show({ document: source, ids, target, whole, small, later, ready, often = 1 }) {
  const ways = [];
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (...parts) {
    ways.push("waiting");
    return send.apply(this, parts);
  };
  const { fetch, WebAssembly: assembly } = globalThis;
  globalThis.fetch = (address, ...parts) => {
    if (`${address}`.endsWith("/paywall_rest.wasm")) ways.push("meanwhile");
    return fetch(address, ...parts);
  };
  if (small) {
    const { Module } = assembly;
    assembly.Module = (bytes) => {
      if (bytes.length > 4096) throw new RangeError("too large");
      return new Module(bytes);
    };
  }
  const { Runtime } = await import("/www/dist/index.js");
  const options = { target: target && { paywall: target } };
  if (whole) options.module = "/www/dist/paywall_runtime.wasm";
  const runtime = await Runtime.load(source, options);
  const codeOf = (error) => error.code ?? `${error}`;
  const launch = (paywall) => {
    const place = document.body.appendChild(document.createElement("div"));
    try {
      runtime.launch({ paywall, locale: "en" }).mount(place);
      return place.shadowRoot.querySelectorAll("*").length > 20;
    } catch (error) {
      return codeOf(error);
    }
  };
  if (ready) await runtime.ready();
  const shown = ids.map((paywall) => Array.from({ length: often }, () => launch(paywall)).pop());
  const atOnce = [...ways];
  if (later) await new Promise((resolve) => setTimeout(resolve, later));
  const last = later && ids.map(launch);
  return { shown, atOnce, ways, last };
}

inEachEngine((page) => {
  const idOf = (name) => name && named(name).id;
  const shown = (names, shows, { target, ...options } = {}) =>
    page.evaluate(show, { document: documentOf(...names), ids: shows.map(idOf), target: idOf(target), ...options });
  beforeEach(async () => {
    page.site.answers.delete(REST);
    await page.goto("/");
  });

  test("a document that does without the rest is shown before it is asked for, and it comes right after", async () => {
    const { shown: one, ways } = await shown([plain], [plain], { later: 100 });
    assert.deepEqual({ one, ways }, { one: [true], ways: ["meanwhile"] });
  });

  test("where a paywall of the document needs it, it comes together with the first part", async () => {
    const { shown: both, ways } = await shown([plain, rich], [rich, plain], { later: 100 });
    assert.deepEqual({ both, ways }, { both: [true, true], ways: ["meanwhile"] });
  });

  test("where the paywall that the app names does without it, nothing waits for it", async () => {
    const { shown: one, ways } = await shown([plain, rich], [plain], { target: plain, later: 100 });
    assert.deepEqual({ one, ways }, { one: [true], ways: ["meanwhile"] });
  });

  test("where the paywall that the app names needs it, `load` waits for it", async () => {
    const { shown: both, ways } = await shown([plain, rich], [rich, plain], { target: rich });
    assert.deepEqual({ both, ways }, { both: [true, true], ways: ["meanwhile"] });
  });

  test("whoever launches another one than the app named may wait until the module is ready", async () => {
    const { shown: both, ways } = await shown([plain, rich], [rich, plain], { target: plain, ready: true });
    assert.deepEqual({ both, ways }, { both: [true, true], ways: ["meanwhile"] });
  });

  test("whoever does not wait is served all the same", async () => {
    const { shown: all, atOnce } = await shown([plain, rich], [rich, rich, plain], { target: plain });
    assert.deepEqual({ all, atOnce }, { all: [true, true, true], atOnce: ["meanwhile", "waiting"] });
  });

  test("in an engine that compiles only small modules at once, `load` waits for it", async () => {
    const { shown: both, ways } = await shown([plain, rich], [plain, rich], { target: plain, small: true });
    assert.deepEqual({ both, ways }, { both: [true, true], ways: ["meanwhile"] });
  });

  test("the whole module needs no rest", async () => {
    const { shown: both, ways } = await shown([plain, rich], [plain, rich], { whole: true, later: 100 });
    assert.deepEqual({ both, ways }, { both: [true, true], ways: [] });
  });

  testFailures(page, shown);
});

/** Tests what happens where the rest does not come. */
function testFailures(page, shown) {
  /** Lets the rest come from the nth time on that it is asked for. */
  const comesAt = (nth) => {
    let asked = 0;
    page.site.answers.set(REST, () => {
      asked += 1;
      return asked < nth ? { status: 503, body: "" } : { type: "application/wasm", body: file };
    });
  };

  test("where it does not come, the paywalls that do without it are shown, and others once it comes", async () => {
    comesAt(3);
    const { shown: both, last } = await shown([plain, rich], [rich, plain], { later: 6000 });
    assert.deepEqual({ both, last }, { both: ["module_unavailable", true], last: [true, true] });
  });

  test("where it never comes, a launch that needs it says so every time, and nothing else breaks", async () => {
    comesAt(Infinity);
    const { shown: both, ways } = await shown([plain, rich], [rich, plain], { target: plain, often: 300 });
    assert.deepEqual(both, ["module_unavailable", true]);
    assert.ok(ways.length <= 4, `it is not asked for with every launch: ${ways}`);
  });

  test("parts of different versions do not join", async () => {
    const other = Buffer.from(file);
    // The name that only parts of one version share stands behind that of the memory.
    const at = other.indexOf("memory") + "memory".length + 8;
    const mark = /[0-9a-f]{8}/.exec(other.toString("latin1", at - 8, at + 12));
    assert.ok(mark);
    other.write("00000000", at - 8 + mark.index);
    page.site.answers.set(REST, () => ({ type: "application/wasm", body: other }));
    assert.deepEqual((await shown([plain, rich], [rich, plain])).shown, ["module_unavailable", true]);
  });
}
