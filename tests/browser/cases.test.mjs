// Every case, in a page of a real Chromium, with the module that web pages load: the bytes of native code.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { allCases } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";

let browser, page;

before(async () => {
  browser = await launch();
  page = await openPage(browser);
  await page.evaluate(async () => {
    const { fetchBuilt, startBuilt } = await import("/tests/node/built.mjs");
    const { answerOf } = await import("/tests/node/answer.mjs");
    const host = await startBuilt(fetchBuilt);
    const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    window.answer = ({ operation, document, request }) =>
      new TextDecoder().decode(answerOf(host, { operation, document: bytes(document), request: bytes(request) }));
  });
});

after(() => browser?.close());

for (const { name, operation, document, request, answer } of allCases()) {
  test(name, async () => {
    const question = { operation, document: document.toString("base64"), request: request.toString("base64") };
    assert.equal(await page.evaluate((question) => window.answer(question), question), answer);
  });
}
