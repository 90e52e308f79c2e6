// Chromium without what the oldest browsers lack (docs/browsers.md), as far as scripts can take it away: paywalls stand
// where they stand otherwise, and do the same.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { root } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";

const VIEWS = [
  { formFactor: "phone", width: 390, height: 844 },
  { formFactor: "television", width: 1280, height: 720 },
];

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Runs before the page: takes away what is younger than the floor. */
function age() {
  CSS.supports = () => false;
  for (const name of ["DecompressionStream", "FinalizationRegistry", "reportError", "requestIdleCallback"]) {
    delete globalThis[name];
  }
  for (const [type, name] of [
    [Array, "at"],
    [String, "replaceAll"],
    [Element, "checkVisibility"],
    [HTMLElement, "inert"],
    [HTMLDialogElement, "showModal"],
    [ShadowRoot, "adoptedStyleSheets"],
    [Node, "moveBefore"],
  ]) {
    delete type.prototype[name];
  }
  delete DocumentFragment.prototype.moveBefore;
  delete Object.hasOwn;
}

/** Runs in the page: answers where everything of every paywall stands, by paywall. */
async function boxes({ document: text, device, locale }) {
  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(text);
  const found = {};
  for (const { id, name } of runtime.document.paywalls) {
    const place = document.body.appendChild(document.createElement("div"));
    runtime.launch({ paywall: id, device, locale }).mount(place);
    await rest(place.shadowRoot);
    // Moves without an end are elsewhere at any time.
    for (const move of place.shadowRoot.getAnimations()) move.cancel();
    const all = [...place.shadowRoot.querySelectorAll(".paywall *")];
    found[name] = all.map((one) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      return [x, y, width, height, one.getAttribute("class")];
    });
    place.remove();
  }
  return found;
}

/** Tells numbers apart that differ by more than what rounding does, and anything else that differs. */
const isFar = (one, other) => one !== other && !(Math.abs(one - other) < 0.2);

async function measured(options, isOld) {
  const page = await openPage(browser, { viewport: options.device, reducedMotion: "reduce" });
  try {
    if (isOld) await page.addInitScript(age);
    await page.goto(page.url());
    return await page.evaluate(boxes, options);
  } finally {
    await page.close();
  }
}

const documents = ["paywall-templates/document.json", "tests/documents/controls.json", "tests/documents/sides.json"];
for (const document of documents) {
  for (const device of VIEWS) {
    for (const locale of ["en", "ar"]) {
      test(`${document} stands alike: ${device.formFactor}, ${locale}`, async () => {
        const options = { document: readFileSync(join(root, document), "utf8"), device, locale };
        const [now, then] = [await measured(options, false), await measured(options, true)];
        for (const [name, expected] of Object.entries(now)) {
          assert.ok(expected.length > 1, name);
          assert.equal(then[name].length, expected.length, name);
          const other = expected.filter((box, at) => box.some((part, side) => isFar(part, then[name][at][side])));
          assert.deepEqual(other, [], name);
        }
      });
    }
  }
}

test("a packed document is read, and taps, dialogs and what is inert work", async () => {
  const page = await openPage(browser, { viewport: { width: 390, height: 844 } });
  await page.addInitScript(age);
  await page.goto(page.url());
  const packed = gzipSync(readFileSync(join(root, documents[0]))).toString("base64");
  const found = await page.evaluate(async (packed) => {
    const { Runtime } = await import("/www/dist/index.js");
    const { present } = await import("/www/dist/present.js");
    const runtime = await Runtime.load({ initial_config: packed });
    const paywall = runtime.launch({ paywall: runtime.document.paywalls[0].id });
    const heard = [];
    paywall.onAction(({ action }) => heard.push(action) < 0);
    const { element, dismiss } = present(paywall, { as: "modal" });
    const buttons = [...element.shadowRoot.querySelectorAll("button[data-tap]")];
    const tap = () => buttons.forEach((one) => one.click());
    paywall.allowUserInteraction(false);
    heard.length = 0;
    tap();
    const inert = heard.length;
    paywall.allowUserInteraction(true);
    tap();
    const { role, ariaLabel } = element.closest("dialog");
    const sheets = element.shadowRoot.querySelectorAll("style").length;
    dismiss();
    return {
      inert,
      tapped: heard.length > 0,
      role,
      isNamed: !!ariaLabel,
      sheets,
      left: document.body.childElementCount,
    };
  }, packed);
  await page.close();
  assert.deepEqual(found, { inert: 0, tapped: true, role: "dialog", isNamed: true, sheets: 2, left: 0 });
});
