// The stock components and the gallery in the repository are those that their folders write.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "./cases.mjs";

test("the stock components are as their folder writes them", () => {
  execFileSync("node", [join(root, "paywall-templates/components/build.mjs"), "--check"], { stdio: "inherit" });
});

test("the gallery is as its folder writes it", () => {
  execFileSync("node", [join(root, "paywall-templates/gallery/build.mjs"), "--check"], { stdio: "inherit" });
});
