// The example in Python, against the program: another language asks over HTTP.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";

import { root } from "./cases.mjs";
import { skip } from "./program.mjs";

const program = process.env.PAYWALL ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/paywall");
const withoutPython = spawnSync("python3", ["--version"]).status !== 0 && "python3 is not here";

test("Python asks which paywall a customer gets, and writes its page", { skip: skip || withoutPython }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "paywall-python-"));
  cpSync(join(root, "examples/python/decide.py"), join(folder, "decide.py"));
  cpSync(join(root, "examples/products.json"), join(folder, "products.json"));
  cpSync(join(root, "paywall-templates/new.json"), join(folder, "paywalls.json"));
  const server = spawn(program, ["serve", "--config", "paywalls.json", "--port", "0"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    let address;
    for await (const line of createInterface({ input: server.stdout })) {
      address = /http:\/\/[\w.:[\]]+/.exec(line)?.[0];
      if (address) break;
    }
    const said = execFileSync("python3", ["decide.py", address], { cwd: folder, encoding: "utf8" });
    assert.equal(said.trim(), "plans");
    assert.match(readFileSync(join(folder, "paywall.html"), "utf8"), /Monthly: 9,99(\s|&nbsp;)\$/);
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
