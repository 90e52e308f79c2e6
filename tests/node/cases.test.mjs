// Every case, in Node, through the raw exports with all imports trapping: the bytes of native code.

import assert from "node:assert/strict";
import { test } from "node:test";

import { answerOf } from "./answer.mjs";
import { allCases, startHost } from "./cases.mjs";

const host = await startHost();

for (const { name, answer, ...question } of allCases()) {
  test(name, () => {
    assert.equal(new TextDecoder().decode(answerOf(host, question)), answer);
  });
}
