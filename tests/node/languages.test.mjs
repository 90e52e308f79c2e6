// The examples in Python and Go that run the module themselves, each with its language's own engine for WebAssembly.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "./cases.mjs";

const built = existsSync(join(root, "www/dist/paywall_runtime.wasm"));
const python = process.env.PYTHON ?? "python3";

/** Makes a folder with an example, and what every app has: the package, a document and products. */
function folderOf(example) {
  const folder = mkdtempSync(join(tmpdir(), "paywall-language-"));
  cpSync(join(root, "examples", example), folder, { recursive: true });
  cpSync(join(root, "www/dist"), join(folder, "paywall-runtime"), { recursive: true });
  cpSync(join(root, "examples/products.json"), join(folder, "products.json"));
  cpSync(join(root, "paywall-templates/new.json"), join(folder, "paywalls.json"));
  return folder;
}

/** Runs an example, and judges what it says and writes. */
function tried(example, program, ...words) {
  const folder = folderOf(example);
  try {
    const said = execFileSync(program, words, { cwd: folder, encoding: "utf8" });
    assert.equal(said.trim(), "plans");
    assert.match(readFileSync(join(folder, "paywall.html"), "utf8"), /Monthly: 9,99(\s|&nbsp;)\$/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Says why a test is skipped: the first thing that is missing. */
function missing(...things) {
  return (!built && "the module is not built") || things.find(([, there]) => !there())?.[0] || false;
}

const works = (program, ...words) => spawnSync(program, words, { stdio: "ignore" }).status === 0;

test(
  "Python decides and writes a page with the module in wasmtime",
  { skip: missing(["Python's package wasmtime is not here", () => works(python, "-c", "import wasmtime")]) },
  () => tried("python-wasmtime", python, "decide.py"),
);

test(
  "Go is written as its tools write it",
  { skip: missing(["gofmt is not here", () => spawnSync("gofmt", ["-h"]).error === undefined]) },
  () => assert.equal(execFileSync("gofmt", ["-l", join(root, "examples/go")], { encoding: "utf8" }), ""),
);

/** Fetches what the example in Go needs, which wants a Go of today and its packages. */
function fetched() {
  const folder = folderOf("go");
  const done = spawnSync("go", ["mod", "tidy"], { cwd: folder, stdio: "ignore", timeout: 60_000 });
  rmSync(folder, { recursive: true, force: true });
  return done.status === 0;
}

test(
  "Go decides and writes a page with the module in wazero",
  { skip: missing(["go, or the package wazero, is not to be had here", fetched]) },
  () => tried("go", "sh", "-c", "go mod tidy && go run ."),
);
