// The stock components in the repository are those that `paywall-templates/components/build.mjs` writes.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "./cases.mjs";

test("the stock components are as their folder writes them", () => {
  execFileSync("node", [join(root, "paywall-templates/components/build.mjs"), "--check"], { stdio: "inherit" });
});
