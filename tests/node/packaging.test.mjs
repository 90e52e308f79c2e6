// The container and its compose file: what they run and set is what the program knows.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { parse } from "yaml";

import { root } from "./cases.mjs";
import { skip } from "./program.mjs";

const read = (path) => readFileSync(join(root, path), "utf8");
const program = process.env.PAYWALL ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/paywall");

/** The instructions of a container's file, one a line. */
function instructions(text) {
  const lines = text
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  return lines.map((line) => /^([A-Z]+) (.*)$/.exec(line).slice(1));
}

const container = instructions(read("packaging/Containerfile"));
const of = (name) => container.filter(([it]) => it === name).map(([, rest]) => rest);

/** The variables that the program reads. */
const variables = new Set([...read("host/server/src/settings.rs").matchAll(/"(PAYWALL_[A-Z]+)"/g)].map((it) => it[1]));

test("the container has the program alone, runs it as nobody, and asks it how it is", { skip }, () => {
  assert.deepEqual(of("FROM"), ["scratch"]);
  assert.match(of("USER")[0], /^[1-9]\d*:[1-9]\d*$/);
  const [entry] = JSON.parse(of("ENTRYPOINT")[0]);
  const health = JSON.parse(/CMD (\[.*\])/.exec(of("HEALTHCHECK")[0])[1]);
  assert.equal(health[0], entry);
  for (const words of [JSON.parse(of("CMD")[0]), health.slice(1)]) {
    // A command that there is not would fail here.
    execFileSync(program, [...words, "--help"], { stdio: "pipe" });
  }
  for (const [name] of of("ENV").map((it) => it.split("="))) {
    if (name.startsWith("PAYWALL_")) assert.ok(variables.has(name), name);
  }
  const port = of("EXPOSE")[0];
  assert.ok(of("ENV").includes(`PAYWALL_LISTEN=0.0.0.0:${port}`));
});

test("what the container copies is what a release puts beside it", () => {
  const parts = read("xtask/src/release/parts.rs");
  for (const name of of("COPY").flatMap((it) => it.split(" ").slice(0, -1)))
    assert.ok(parts.includes(`"${name}"`), name);
});

const compose = parse(read("packaging/compose.yaml"));

test("the compose file starts a host when its database is well, for this machine alone", () => {
  const { paywall, database } = compose.services;
  assert.equal(paywall.depends_on.database.condition, "service_healthy");
  assert.ok(database.healthcheck.test.includes("pg_isready"));
  assert.ok(existsSync(join(root, "packaging", paywall.build.dockerfile)));
  for (const name of Object.keys(paywall.environment)) assert.ok(variables.has(name), name);
  const { protocol, username, hostname, pathname } = new URL(
    paywall.environment.PAYWALL_DATABASE.replace(/\$\{\w+\}/, "p"),
  );
  assert.deepEqual(
    [protocol, username, hostname, pathname.slice(1)],
    ["postgres:", database.environment.POSTGRES_USER, "database", database.environment.POSTGRES_DB],
  );
  assert.deepEqual(paywall.ports, [`127.0.0.1:${of("EXPOSE")[0]}:${of("EXPOSE")[0]}`]);
  assert.equal(paywall.read_only, true);
  const [from, to] = paywall.volumes[0].split(":");
  assert.equal(to, of("WORKDIR")[0]);
  assert.ok(existsSync(join(root, "packaging", from, "host.toml")));
  assert.ok(Object.keys(compose.volumes).includes(database.volumes[0].split(":")[0]));
});

test("the settings to begin with are understood", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "paywall-packaging-"));
  try {
    copyFileSync(join(root, "packaging/data/host.toml"), join(folder, "host.toml"));
    copyFileSync(join(root, "paywall-templates/new.json"), join(folder, "document.json"));
    const env = {
      ...process.env,
      PAYWALL_DATABASE: `sqlite:${join(folder, "paywall.db")}`,
      PAYWALL_LISTEN: "127.0.0.1:0",
    };
    let said;
    try {
      said = execFileSync(program, ["doctor", "--format", "json"], { cwd: folder, env, encoding: "utf8" });
    } catch (error) {
      said = error.stdout;
    }
    const wrong = JSON.parse(said).looked_at.filter(({ code }) => /setting|document|form/.test(code) && code !== "ok");
    assert.deepEqual(wrong, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
