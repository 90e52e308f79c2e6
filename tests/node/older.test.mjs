// The shared cases and the package's JavaScript in the engines of older televisions (docs/browsers.md): Node of those
// years has the same V8. `cargo xtask test` installs it, for Linux on x64.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";

import { allCases, root } from "./cases.mjs";

const dist = join(root, "www/dist");
/** Entries that only load beside what they are for: a framework, a server of today, or what puts workers together. */
const beside = ["react.js", "react-server.js", "server.js", "vue.js", "worker.js"];
const engine = (version) => join(root, `tests/older/node_modules/node${version}/bin/node`);
const folder = mkdtempSync(join(tmpdir(), "paywall-older-"));
after(() => rmSync(folder, { recursive: true }));

/** Writes the test as one file in old words. */
function bundle() {
  const outfile = join(folder, "run.mjs");
  const entryPoints = [join(root, "tests/older/run.mjs")];
  const words = { target: "node12.10", supported: { "dynamic-import": true } };
  buildSync({ entryPoints, outfile, bundle: true, format: "esm", platform: "node", ...words });
  return outfile;
}

/** Writes all cases and the stock document into a file. */
function questions() {
  const base64 = (bytes) => Buffer.from(bytes).toString("base64");
  const cases = allCases().map((one) => ({
    ...one,
    document: base64(one.document),
    request: base64(one.request),
  }));
  const document = readFileSync(join(root, "paywall-templates/document.json"));
  const files = readdirSync(dist).filter((name) => name.endsWith(".js") && !beside.includes(name));
  const file = join(folder, "questions.json");
  const stock = { document: base64(document), packed: base64(gzipSync(document)), taps: ["none", "0"] };
  writeFileSync(file, JSON.stringify({ cases, files, ...stock }));
  return file;
}

const versions = [12, 13, 14, 15, 16];
const isThere = existsSync(dist) && versions.every((version) => existsSync(engine(version)));
const skip = !isThere && "needs older Node";
const script = isThere ? bundle() : "";
const args = isThere ? [questions(), pathToFileURL(`${dist}/`).href, join(root, "tests/older/")] : [];
for (const version of versions) {
  const v8 = isThere ? execFileSync(engine(version), ["-p", "process.versions.v8"]).toString().trim() : "";
  // Modules have a flag in Node 12; numbers of 64 bits in exports, which the package has no use for, before V8 8.5.
  const flags = ["--no-warnings", ...(version === 12 ? ["--experimental-modules"] : [])];
  const wide = version < 15 ? ["--experimental-wasm-bigint"] : [];
  const run = (...words) =>
    execFileSync(engine(version), [...flags, ...words, ...args], { maxBuffer: 1 << 26 }).toString();
  test(`every case in V8 ${v8} (Node ${version})`, { skip }, () => {
    assert.equal(run(...wide, script, "exported"), "done\n");
  });
  test(`paywalls on a page in V8 ${v8} (Node ${version})`, { skip }, () => {
    assert.equal(run(script, "mounted"), "done\n");
  });
  test(`the package in V8 ${v8} (Node ${version})`, { skip }, () => {
    assert.equal(run(script, "packaged"), "done\n");
  });
}
