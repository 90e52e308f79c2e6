// The built package, as somebody meets it who looks for a fault: names in traces of stacks, and maps to the sources.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { SourceMap } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "./cases.mjs";

const dist = join(root, "www/dist");
const read = (name) => readFileSync(join(dist, name), "utf8");

test("an error of the package has its name, in a trace too, and says where it comes from", async () => {
  for (const name of ["index.js", "inline.js"]) {
    const { PaywallError, Runtime } = await import(join(dist, name));
    const failed = await Runtime.load("{").catch((error) => error);
    assert.ok(failed instanceof PaywallError, name);
    assert.equal(failed.constructor.name, "PaywallError", name);
    assert.equal(failed.name, "PaywallError", name);
    assert.match(failed.stack, /^PaywallError: /, name);
  }
  const { CustomerError } = await import(join(dist, "customers.js"));
  assert.equal(CustomerError.name, "CustomerError");
  assert.equal(new CustomerError("c", "m").name, "CustomerError");
});

test("functions have their names where apps are developed", async () => {
  const { Runtime } = await import(join(dist, "inline.js"));
  const failed = await Runtime.load("{").catch((error) => error);
  assert.match(failed.stack, /at (async )?\w{4,}/);
});

test("every script has a map with its sources, and names it, but for the one that nobody shall wait for", () => {
  const scripts = readdirSync(dist).filter((name) => name.endsWith(".js"));
  const without = ["inlined.js", "tables.js"];
  for (const name of scripts.filter((it) => !without.includes(it))) {
    const named = /\n\/\/# sourceMappingURL=(.+)\s*$/.exec(read(name))?.[1];
    assert.equal(named === undefined, name === "index.js", name);
    const map = JSON.parse(read(named ?? `${name}.map`));
    assert.equal(map.sources.length, map.sourcesContent.length, name);
    for (const source of map.sources) assert.match(source, /^paywall-runtime\/src\/[\w./-]+$/, name);
  }
});

test("a map leads to the line of the source", () => {
  for (const name of ["index.js", "inline.js"]) {
    const lines = read(name).split("\n");
    const line = lines.findIndex((it) => it.includes("the module did not start"));
    const column = lines[line].indexOf("the module did not start");
    const map = new SourceMap(JSON.parse(read(`${name}.map`)));
    const found = map.findEntry(line, column);
    assert.equal(found.originalSource, "paywall-runtime/src/start.js", name);
    const source = readFileSync(join(root, "www/runtime/start.js"), "utf8").split("\n");
    assert.match(source.slice(found.originalLine - 3, found.originalLine + 1).join("\n"), /module_unavailable/, name);
  }
  assert.ok(existsSync(join(dist, "index.js.map")));
});
