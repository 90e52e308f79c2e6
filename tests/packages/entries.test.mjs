// The package as it would be published: its entries, their types, and the ways to use it without a bundler.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { launch } from "../browser/chromium.mjs";
import { bundlers as here, copy, install, run, serve } from "./pack.mjs";
import { tapped } from "./tapped.mjs";

let browser;
let file;
before(async () => {
  file = install();
  browser = await launch();
});
after(() => browser?.close());

test("publint finds nothing to complain about", () => {
  run(here, "publint/src/cli.js", "run", file, "--strict");
});

test("every entry has types, in every way of resolving modules", () => {
  const files = readdirSync(join(here, "node_modules/paywall-runtime"));
  assert.ok(files.includes("index.d.ts"));
  // Of no use to TypeScript are files that are fetched, and CommonJS, which has to import this package dynamically.
  run(
    here,
    "@arethetypeswrong/cli/dist/index.js",
    file,
    "--profile",
    "node16",
    "--ignore-rules",
    "cjs-resolves-to-esm",
    "--exclude-entrypoints",
    "./paywall_runtime.wasm",
    "./paywall_first.wasm",
    "./paywall_rest.wasm",
    "./locales/*.bin",
    "./schema/*.json",
    "./example/*.json",
  );
});

test("apps and servers compile with them", () => {
  for (const project of ["tsconfig", "server"]) run(here, "typescript/bin/tsc", "-p", `types/${project}.json`);
});

test("a page with the package's own files", async () => {
  const folder = copy("plain", "plain", ".");
  cpSync(join(here, "node_modules/paywall-runtime"), join(folder, "paywall-runtime"), { recursive: true });
  const site = await serve(folder);
  try {
    await tapped(browser, site.url);
  } finally {
    site.end();
  }
});

test("a page with the custom element", async () => {
  const folder = copy("element", "element", ".");
  cpSync(join(here, "node_modules/paywall-runtime"), join(folder, "paywall-runtime"), { recursive: true });
  const site = await serve(folder);
  try {
    await tapped(browser, site.url, { opens: false });
  } finally {
    site.end();
  }
});

test("a page that is a file", async () => {
  const folder = copy("file", "file", ".");
  cpSync(join(here, "node_modules/paywall-runtime/standalone.js"), join(folder, "standalone.js"));
  const json = (name) => readFileSync(join(folder, `${name}.json`), "utf8");
  writeFileSync(join(folder, "paywalls.js"), `const paywalls = ${json("paywalls")}, products = ${json("products")};`);
  await tapped(browser, `${pathToFileURL(join(folder, "index.html"))}`);
});

test("Node decides and renders, in every language", () => {
  const folder = copy("node", "node", ".");
  const said = execFileSync("node", ["decide.js"], { cwd: folder, encoding: "utf8" });
  assert.match(said, /plans/);
  assert.match(said, /Monthly: 9,99(\s|&nbsp;)\$/);
});

test("Node imports every entry", async () => {
  const names = ["", "/bridge", "/document", "/early", "/hydrate", "/present", "/customers", "/element", "/server"];
  const script = [...names, "/inline", "/files", "/react", "/react/server", "/vue", "/svelte"]
    .map((name) => `await import("paywall-runtime${name}");`)
    .join("");
  execFileSync("node", ["--input-type=module", "--eval", script], { cwd: here, stdio: "pipe" });
});
