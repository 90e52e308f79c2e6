// Every case, with the module that web pages load, in each engine: the bytes of native code.

import assert from "node:assert/strict";
import { test } from "node:test";

import { allCases } from "../node/cases.mjs";
import { inEachEngine } from "./engines.mjs";

/** Runs in the page: answers with the cases, of so many, whose answers are others than the expected ones. */
async function differing(count) {
  const { fetchBuilt, startBuilt } = await import("/tests/node/built.mjs");
  const { answerOf } = await import("/tests/node/answer.mjs");
  const host = await startBuilt(fetchBuilt);
  const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const names = [];
  for (let at = 0; at < count; at += 1) {
    const { name, operation, document, request, answer } = await (await fetch(`/case/${at}`)).json();
    const given = answerOf(host, { operation, document: bytes(document), request: bytes(request) });
    if (new TextDecoder().decode(given) !== answer) names.push(name);
  }
  return names;
}

inEachEngine((page) => {
  const cases = allCases();

  test(`${cases.length} cases have the bytes of native code`, async () => {
    page.site.answers.set("/case/*", ({ url }) => {
      const { document, request, ...others } = cases[url.split("/").at(-1)];
      const encoded = { document: document.toString("base64"), request: request.toString("base64") };
      return { type: "application/json", body: JSON.stringify({ ...others, ...encoded }) };
    });
    assert.deepEqual(await page.evaluate(differing, cases.length), []);
  });
});
