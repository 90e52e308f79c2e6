// Every case, in Node, through the raw exports with all imports trapping: the bytes of native code.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { answerOf } from "./answer.mjs";
import { allCases, moduleFile } from "./cases.mjs";
import { start } from "./host.mjs";

const host = await start(readFileSync(moduleFile));

for (const { name, answer, ...question } of allCases()) {
  test(name, () => {
    assert.equal(new TextDecoder().decode(answerOf(host, question)), answer);
  });
}
