// Every code block of the documentation is tried: here those that are data, shells and templates.
// `tests/packages/docs.test.mjs` compiles scripts, `host/tests/it/docs.rs` reads settings, edits and scenarios and
// compiles Rust, and `host/src/cli/pages.rs` tries the program's command lines.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";

import { blocks } from "./blocks.mjs";
import { startBuilt } from "./built.mjs";
import { root } from "./cases.mjs";
import { operations } from "./host.mjs";

const read = (path) => readFileSync(join(root, path), "utf8");

/** The languages that are tried, each with the place where. */
const TRIED = {
  json: "here",
  sh: "here",
  console: "host/src/cli/pages.rs",
  http: "here",
  yaml: "here",
  handlebars: "here",
  js: "tests/packages/docs.test.mjs",
  jsx: "tests/packages/docs.test.mjs",
  tsx: "tests/packages/docs.test.mjs",
  vue: "tests/packages/docs.test.mjs",
  svelte: "tests/packages/docs.test.mjs",
  html: "tests/packages/docs.test.mjs",
  toml: "host/tests/it/docs.rs",
  csv: "host/tests/it/docs.rs",
  rust: "host/tests/it/docs.rs",
};

/** The languages that are not tried, each with the reason. */
const NOT_TRIED = {
  text: "what a program prints, or a drawing",
  swift: "needs Xcode, which runs on macOS alone",
  kotlin: "needs Android's SDK",
  dart: "needs Flutter's SDK",
  nginx: "needs nginx",
  ini: "needs systemd; its command line is tried in host/src/cli/pages.rs",
};

test("every block names its language, and is tried or has a reason why not", () => {
  const known = { ...TRIED, ...NOT_TRIED };
  const wrong = blocks().filter(({ language }) => !Object.hasOwn(known, language));
  assert.deepEqual(
    wrong.map(({ place, language }) => `${place}: \`${language}\``),
    [],
  );
  assert.ok(blocks().length > 150);
});

const ajv = new Ajv2020({ strict: false, allErrors: true });
for (const name of readdirSync(join(root, "www/dist/schema")))
  ajv.addSchema(JSON.parse(read(`www/dist/schema/${name}`)));

/** Says what is wrong with a value, by a part of a schema. */
function complaints(name, part, value) {
  const id = JSON.parse(read(`www/dist/schema/${name}.schema.json`)).$id;
  const validate = ajv.getSchema(part ? `${id}#/$defs/${part}` : id);
  return validate(value) ? [] : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const has =
  (...names) =>
  (value) =>
    names.some((name) => value !== null && Object.hasOwn(value, name));

/** The forms of JSON: how one knows each, and the schema with its part, or where else it is tried. */
const FORMS = [
  [has("paywalls", "campaign_rules", "texts"), "document"],
  [has("component"), "document", "component"],
  [has("sku_ref_id"), "document", "menu-product"],
  [has("product_ref_id"), "request", "product-details"],
  [has("launch", "memory"), "request"],
  [has("ok", "error"), "answer"],
  [has("trace"), "answer", "explained"],
  [has("op", "do"), "host/tests/it/docs.rs"],
  [({ paywall }) => paywall === 1, "tests/packages/docs.test.mjs"],
];

/** JSON of other forms, each with the reason why it is not tried. */
const OTHER_JSON = [
  [has("platforms"), "parts of a revision as control.md cuts them, with `…`"],
  [has("iat"), "the claims of a signed answer, which identity's own tests read"],
  [has("mcpServers", "servers"), "settings of assistants, whose command lines `host/src/cli/mcp/page.rs` reads"],
  [has("fetch"), "recorded answers of stores, for tests"],
];

/** Reads a block of JSON: one value, or a value a line. */
function values({ text, place }) {
  try {
    return [JSON.parse(text)].flat();
  } catch {
    const lines = text.trim().split("\n");
    return lines.map((line, at) => {
      try {
        return JSON.parse(line);
      } catch (error) {
        throw new Error(`${place}, line ${at + 1} of the block: ${error.message}`);
      }
    });
  }
}

test("JSON has the form that it shows", () => {
  const wrong = [];
  for (const block of blocks("json")) {
    for (const value of values(block)) {
      if (OTHER_JSON.some(([is]) => is(value))) continue;
      const [, schema, part] = FORMS.find(([is]) => is(value)) ?? [];
      if (schema && !schema.includes("/")) {
        const without = schema === "document" ? value : withoutEllipses(value);
        wrong.push(...complaints(schema, part, without).map((it) => `${block.place}: ${it}`));
      } else if (!schema) {
        wrong.push(`${block.place}: which form has this? ${JSON.stringify(value).slice(0, 80)}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

/** Takes "…" out of lists, where a page leaves something out. */
function withoutEllipses(value) {
  if (Array.isArray(value)) return value.filter((it) => it !== "…").map(withoutEllipses);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, withoutEllipses(it)]));
}

test("shells understand every script, and `cargo xtask` every task", () => {
  const help = read("xtask/src/arguments.rs");
  const tasks = new Set([...help.matchAll(/^ {4}([A-Z]\w+)[,{ ]/gm)].map(([, name]) => name.toLowerCase()));
  assert.ok(tasks.has("preview"));
  for (const { text, place } of blocks("sh")) {
    assert.doesNotThrow(() => execFileSync("bash", ["-n"], { input: text, stdio: "pipe" }), place);
    for (const [, task] of text.matchAll(/cargo xtask (\w+)/g)) assert.ok(tasks.has(task), `${place}: ${task}`);
  }
});

/** Lists the routes of the servers that pages show requests to, as patterns. */
function routes() {
  const sources = ["admin.rs", "admin/grants.rs"].map((name) => read(`host/server/src/${name}`));
  const found = [...sources.join("\n").matchAll(/utoipa::path\((\w+), path = "([^"]+)"/g)];
  assert.ok(found.length > 5);
  return found.map(([, method, path]) => ({
    method: method.toUpperCase(),
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`),
  }));
}

test("requests go to routes that there are, and headers have the form of headers", () => {
  for (const { text, place } of blocks("http")) {
    const [head] = text.split("\n\n");
    const [, method, path] = /^([A-Z]+) (\/\S*)/.exec(head) ?? [];
    const headers = head.replace(/^[A-Z]+ .*\n/, "").replace(/\n\s+/g, " ");
    for (const line of headers.trim().split("\n")) assert.match(line, /^[\w-]+: \S/, place);
    // A webhook goes to the reader's own server.
    if (!method || path === "/hook") continue;
    const known = routes().some((route) => route.method === method && route.pattern.test(path));
    assert.ok(known, `${place}: ${method} ${path}`);
  }
});

test("YAML can be read", () => {
  for (const { text, place } of blocks("yaml")) assert.equal(typeof parse(text), "object", place);
});

const encode = (value) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
const engine = await startBuilt((name) => readFileSync(join(root, "www/dist", name)));

test("templates are understood by the module", () => {
  const stock = JSON.parse(read("paywall-templates/new.json"));
  const paywall = stock.paywalls[0].id;
  for (const { text, place } of blocks("handlebars")) {
    const isPage = text.includes("{{nonce}}");
    const document = structuredClone(stock);
    const container = document.paywalls[0].template.pages[0].contentContainer;
    if (!isPage) container.components = [{ component: "text", text }];
    const { handle } = decode(engine.load(encode(document))).ok;
    const page = isPage ? { template: text, nonce: "n" } : {};
    const request = encode({ paywall, page, now: 0, locale: "en" });
    const answer = decode(engine.call(handle, operations.snapshot, request));
    assert.equal(answer.error, undefined, place);
    assert.deepEqual(answer.warnings, [], place);
  }
});
