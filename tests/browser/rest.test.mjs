// Every case in a page that has the first part of the module alone: the same bytes, whether or not the rest is needed;
// and paywalls that name nothing of the rest are decided, rendered and tapped without it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { NEEDS, RULES_NEED } from "../../www/runtime/needs.js";
import { allCases } from "../node/cases.mjs";
import { operations } from "../node/host.mjs";
import { launch, openPage, origin } from "./chromium.mjs";

/** The package throws what is no document, and writes requests itself: JavaScript has no whole numbers with a point. */
const isAsked = ({ operation, request, answer }) =>
  operation in operations && answer.startsWith('{"ok"') && !/\d\.0\b/.test(request);

/** Runs in the page: asks a package of its own, right after it has loaded, and answers how often that waited. */
async function ask({ number, operation, document, request }) {
  let waits = 0;
  const { prototype } = XMLHttpRequest;
  const { send } = prototype;
  prototype.send = function (...parts) {
    waits += 1;
    return send.apply(this, parts);
  };
  try {
    const { Runtime } = await import(`/www/dist/index.js?${number}`);
    // A label that launches nothing needs nothing, so `load` does not wait for the rest.
    const runtime = await Runtime.load(document, { locales: ["mul"], target: "no such label" });
    return { found: runtime.answer(operation, request ? JSON.parse(request) : undefined), waits };
  } finally {
    prototype.send = send;
  }
}

/** Names nothing of the rest, in operations that show paywalls. */
const isPlain = ({ operation, document, request }) =>
  ["decide", "render", "act"].includes(operation) &&
  !/"trace"\s*:\s*true/.test(request) &&
  ![NEEDS, RULES_NEED].some((words) => words.test(document));

test("every case, with the rest not yet there", async (t) => {
  const browser = await launch();
  t.after(() => browser.close());
  const page = await openPage(browser);
  const cases = allCases().filter(isAsked);
  assert.ok(cases.length > 100, `${cases.length}`);
  const wrong = [];
  let waited = 0;
  let plain = 0;
  for (const [number, one] of cases.entries()) {
    const { name, operation, document, request, answer } = one;
    // Instances of the module stay until their page goes, and a browser has room for some hundred.
    if (number % 50 === 0) await page.goto(`${origin}/`);
    const question = { number, operation, document: document.toString(), request: request.toString() };
    const { found, waits } = await page.evaluate(ask, question);
    assert.equal(found, answer, name);
    if (isPlain(one) && waits) wrong.push(name);
    waited += waits;
    plain += Number(isPlain(one));
  }
  assert.deepEqual(wrong, [], "these wait, and name nothing of the rest");
  assert.ok(waited > 10 && plain > 10, `${waited} waited, ${plain} must not`);
  t.diagnostic(`${cases.length} cases, ${waited} waited, ${plain} must not`);
});
