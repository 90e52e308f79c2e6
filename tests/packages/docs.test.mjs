// Every script of the documentation compiles with the package's types: one run of TypeScript over all blocks. Blocks of
// other languages are tried in `tests/node/docs.test.mjs`.

import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { compile } from "svelte/compiler";
import { compileScript, parse } from "vue/compiler-sfc";

import { blocks } from "../node/blocks.mjs";
import { bundlers as here, install, run } from "./pack.mjs";

before(() => install());

const folder = join(here, "work/docs");

/** Splits a block into the files that it shows: a comment with a path begins one. */
function files(text) {
  const parts = text.split(/^(?=\/\/ [\w/-]+\.[jt]sx?$)/m).filter((part) => part.trim());
  return parts.length ? parts : [text];
}

/** The imports of a script, by the names that they bring. */
function imports(text) {
  const found = [...text.matchAll(/^ *import (?:(\w+)|\{([^}]+)\}) from .+$/gm)];
  return found.flatMap(([line, whole, names]) => {
    const all = whole ? [whole] : names.split(",").map((name) => name.trim());
    return all.map((name) => [name, line.replace(/\{.+\}/, `{ ${name} }`)]);
  });
}

/** What a page imported in its blocks before, and a later block uses without saying so again. */
function carried(known, text) {
  const own = new Set(imports(text).map(([name]) => name));
  // A name that a block declares itself is another one.
  const declares = (name) => new RegExp(`(const|let|function|class) [^=;]*\\b${name}\\b`).test(text);
  const used = [...known].filter(
    ([name]) => !own.has(name) && !declares(name) && new RegExp(`\\b${name}\\b`).test(text),
  );
  return used.map(([, line]) => line);
}

/** The scripts in a page of HTML. */
const inHtml = (text) => [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script);

/** The script of a component of Vue with its template; both have to compile. */
function ofVue(text, place) {
  const { descriptor, errors } = parse(text);
  assert.deepEqual(errors, [], place);
  assert.ok(compileScript(descriptor, { id: "docs", inlineTemplate: true }).content);
  return descriptor.scriptSetup.content;
}

/** The script of a component of Svelte, with what its markup calls; the whole has to compile. */
function ofSvelte(text) {
  assert.deepEqual(compile(text, { generate: "client" }).warnings, []);
  const attached = [...text.matchAll(/\{@attach ([\s\S]+?\}\))\}/g)].map(([, call]) => `${call};`);
  return `${inHtml(text).join("\n")}\n${attached.join("\n")}`;
}

const scripts = {
  js: files,
  jsx: files,
  tsx: files,
  html: inHtml,
  vue: (text, place) => [ofVue(text, place)],
  svelte: (text) => [ofSvelte(text)],
};

/** A message of a webview, as a value of its type. A page shows of an event what it is about. */
const message = (text) => [
  `import type { PaywallAction } from "paywall-runtime";`,
  `import type { MessageFromApp } from "paywall-runtime/bridge";`,
  `type Event = { paywall: 1; type: "event"; value: { action: PaywallAction; sku: object } };`,
  `export const message: MessageFromApp | Event = ${text};`,
];

test("every script of the documentation compiles", () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const known = new Map();
  let count = 0;
  for (const { page, place, language, text } of blocks(...Object.keys(scripts), "json")) {
    if (language === "json" && !/^\{"paywall": 1,/.test(text)) continue;
    if (!known.has(page)) known.set(page, new Map());
    const parts = language === "json" ? [message(text).join("\n")] : scripts[language](text, place);
    for (const [at, part] of parts.entries()) {
      if (!part.trim()) continue;
      const lines = [...carried(known.get(page), part), part, "export {};"];
      const name = `${place.replace(/[^\w]+/g, "-")}${at ? `-${at}` : ""}.tsx`;
      writeFileSync(join(folder, name), lines.join("\n"));
      for (const [imported, line] of imports(part)) {
        // The first one holds for a page: a part about servers does not change what is said of pages.
        if (!known.get(page).has(imported)) known.get(page).set(imported, line);
      }
      count += 1;
    }
  }
  assert.ok(count > 30, `only ${count} scripts`);
  run(here, "typescript/bin/tsc", "-p", "types/docs.json");
});
