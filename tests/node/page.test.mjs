// The attributes by which the module's HTML and its JavaScript understand each other are those that docs/page.md lists.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "./cases.mjs";

const rows = readFileSync(join(root, "docs/page.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `data-"))
  .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));
const listed = new Map(rows.map(([, attribute, , , reader]) => [attribute, reader]));

/** The files of a folder by path, without comments and without the tests in them. */
function sources(folder, ending) {
  const paths = readdirSync(join(root, folder), { recursive: true }).filter((path) => path.endsWith(ending));
  const own = paths.filter((path) => !/(^|\/)tests(\.rs$|\/)/.test(path));
  return own.map((path) => {
    const text = readFileSync(join(root, folder, path), "utf8");
    return {
      path,
      text: text.replace(/^\s*(\/\/|\/?\*).*$/gm, "").replace(/#\[cfg\(test\)\]\s*mod \w+ \{[\s\S]*/, ""),
    };
  });
}

/** The attributes that the module writes: names as literals. Selectors stand in brackets. */
function written() {
  const literals = sources("runtime/src", ".rs").flatMap(({ text }) => [...text.matchAll(/"(data-[a-z-]+)"/g)]);
  return new Set(literals.map(([, name]) => name));
}

/** The attributes that style sheets of the module select by. */
function selected() {
  const selectors = sources("runtime/src", ".rs").flatMap(({ text }) => [...text.matchAll(/\[(data-[a-z-]+)/g)]);
  return new Set(selectors.map(([, name]) => name));
}

/** The attributes that a script reads: in selectors, by name, and as properties of a `dataset`. */
function readBy(text) {
  const named = [...text.matchAll(/[["'](data-[a-z-]+)/g)].map(([, name]) => name);
  const properties = [...text.matchAll(/\bdataset\??\.([a-z]\w*)/g)].map(([, name]) => name);
  const taken = [...text.matchAll(/\{([^{}]*)\} = (?:\/\*\*.*?\*\/ )?\(?[\w.]+\.dataset\b/g)]
    .flatMap(([, names]) => names.split(","))
    .map((name) => name.trim().split(/[\s:=]/)[0]);
  return new Set([...named, ...[...properties, ...taken].map((name) => `data-${name}`)]);
}

test("the attributes that the module writes are those of the page", () => {
  assert.deepEqual([...written()].sort(), [...listed.keys()].sort());
});

test("the attributes that JavaScript reads are those of the page, file by file", () => {
  // Wrappers of frameworks put attributes of their own around what the module writes.
  const scripts = sources("www/runtime", ".js").filter(({ path }) => !path.startsWith("react"));
  const found = scripts.flatMap(({ path, text }) => [...readBy(text)].map((name) => `${name} ${path}`));
  const promised = [...listed].flatMap(([name, reader]) =>
    [...reader.matchAll(/[\w/]+\.js/g)].map(([path]) => `${name} ${path}`),
  );
  assert.deepEqual(found.sort(), promised.sort());
});

test("the attributes that style sheets select by are those of the page", () => {
  const promised = [...listed].filter(([, reader]) => reader.includes("style sheet")).map(([name]) => name);
  assert.deepEqual([...selected()].sort(), promised.sort());
});
