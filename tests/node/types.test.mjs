// The hand-written types say what the module says: its events, and the codes of its errors.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import ts from "typescript";

import { root } from "./cases.mjs";

const read = (path) => readFileSync(join(root, path), "utf8");
const parse = (path) => ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);

/** The rows of a table of a page whose first cell begins with a code in capitals: its codes, and the other cells. */
function rows(page) {
  const lines = read(page)
    .split("\n")
    .map((line) => line.split(" | "));
  const found = lines.filter(([first]) => /^\| `[A-Z_]+`/.test(first));
  return found.map(([first, ...cells]) => ({ codes: [...first.matchAll(/`([A-Z_]+)`/g)].map((it) => it[1]), cells }));
}

/** The fields that each event carries, by its action, as the types say. */
function carried() {
  const file = parse("www/runtime/event.d.ts");
  const named = new Map();
  for (const node of file.statements) if (node.name) named.set(node.name.text, node);
  const fields = (type) => {
    if (ts.isTypeLiteralNode(type)) return type.members.map((it) => it.name.text);
    if (ts.isIntersectionTypeNode(type)) return type.types.flatMap(fields);
    const of = named.get(type.typeName.text);
    return of.members ? of.members.map((it) => it.name.text) : [];
  };
  const { members } = named.get("PaywallEvents");
  return new Map(members.map(({ name, type }) => [name.text, fields(type).sort()]));
}

test("the types of events are those of docs/events.md", () => {
  const types = carried();
  const written = new Map();
  for (const { codes, cells } of rows("docs/events.md")) {
    for (const code of codes) {
      // Behind a colon stands what is in it.
      const [said] = cells[1].split("`: ");
      const names = [...`${said}\``.matchAll(/`(\w+)[`:]/g)].map((it) => it[1]);
      written.set(code, names.sort());
    }
  }
  // The end of a purchase has an error where it failed.
  for (const [code, names] of written) {
    if (/^PURCHASE_/.test(code) && names.includes("purchaseError") && code !== "PURCHASE_FAILED") {
      written.set(
        code,
        names.filter((name) => name !== "purchaseError"),
      );
    }
  }
  // The table of fields says what the web layer adds.
  written.set("CLOSE_PAYWALL", ["timeSpentOnPaywall"]);
  assert.deepEqual(Object.fromEntries(types), Object.fromEntries(written));
});

/** All files with an ending in a folder. */
const files = (folder, ending) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));

test("every event that the module sends has a type", () => {
  const known = carried();
  const sent = new Set();
  for (const file of [...files("runtime/src/paywall", ".rs"), ...files("runtime/src/play", ".rs")]) {
    const words = /(?:tell\w*\(\s*|event\([^")]*, |^ *\("\w+", |^ *\(|const \w+: &str = )"([A-Z]+_[A-Z_]+)"/gm;
    for (const [, action] of read(file).matchAll(words)) sent.add(action);
  }
  assert.ok(sent.size > 30, `${sent.size}`);
  assert.deepEqual(
    [...sent].filter((action) => !known.has(action)),
    [],
  );
});

test("the codes of errors are those of the README, and those that only pages meet", () => {
  const union = [...read("www/runtime/codes.d.ts").matchAll(/\| "(\w+)"/g)].map((it) => it[1]);
  const table = /\| code \| meaning \|\n([\s\S]+?)\n\n/.exec(read("README.md"))[1];
  const engine = table
    .split("\n")
    .slice(1)
    .flatMap((row) => [...row.split(" | ")[0].matchAll(/`(\w+)`/g)]);
  const thrown = files("www/runtime", ".js").flatMap((file) => {
    const text = read(file);
    const errors = text.matchAll(/(?:new PaywallError\(\{|const LATER = \{)\s*code: "(\w+)"/g);
    return [...errors].map((it) => it[1]);
  });
  const expected = new Set([...engine.map((it) => it[1]), ...thrown]);
  assert.deepEqual(union, [...expected].sort());
});

/** The comment of a declaration: its words, and whether it has an example. */
function said(node) {
  const [doc] = (node.jsDoc ?? []).slice(-1);
  return { words: !!doc?.comment, example: !!doc?.tags?.some((tag) => tag.tagName.text === "example") };
}

test("every exported member has words and an example", () => {
  const without = [];
  for (const file of files("www/runtime", ".d.ts").filter((it) => !it.includes("wasm"))) {
    const described = new Set();
    const look = (node, name) => {
      if (described.has(name)) return;
      described.add(name);
      const { words, example } = said(node);
      if (!words) without.push(`${file}: ${name}: words`);
      if (!example) without.push(`${file}: ${name}: an example`);
    };
    for (const node of parse(file).statements) {
      if (!node.modifiers?.some((it) => it.kind === ts.SyntaxKind.ExportKeyword)) continue;
      if (!node.name) continue;
      look(node, node.name.text);
      if (!ts.isClassDeclaration(node)) continue;
      for (const member of node.members.filter(ts.isMethodDeclaration))
        look(member, `${node.name.text}.${member.name.text}`);
    }
  }
  assert.deepEqual(without, []);
});
