// The stock components and the gallery in the repository are those that their folders write.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { shown } from "../../paywall-templates/gallery/take.mjs";
import { root } from "./cases.mjs";

test("the stock components are as their folder writes them", () => {
  execFileSync("node", [join(root, "paywall-templates/components/build.mjs"), "--check"], { stdio: "inherit" });
});

test("the gallery is as its folder writes it", () => {
  execFileSync("node", [join(root, "paywall-templates/gallery/build.mjs"), "--check"], { stdio: "inherit" });
});

test("each paywall of the gallery has a picture of what it is now", () => {
  const folder = join(root, "paywall-templates/gallery");
  const json = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const taken = json("pictures/shown.json");
  for (const { name, paywalls } of json("index.json")) {
    assert.equal(taken[name], shown(name), `${name}: run paywall-templates/gallery/take.mjs`);
    for (const { id } of paywalls) assert.ok(existsSync(join(folder, `pictures/${id}.jpg`)), id);
  }
});
