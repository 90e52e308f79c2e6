// Taps and keys as people make them, in each engine: buttons and a remote.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { inEachEngine } from "./engines.mjs";
import { middleOf, prepare } from "./prepare.mjs";
import { NOW, stock } from "./stock.mjs";

inEachEngine((page) => {
  beforeEach(async () => {
    await page.goto("/");
    await page.evaluate(prepare, stock.document, stock.products, NOW);
  });

  test("a tap on a button is heard, and shows", async () => {
    await page.evaluate(() => mount(make("Fern Phone", "phone")));
    await page.tap(...(await page.evaluate(middleOf, "[aria-pressed=false]")));
    await page.tap(...(await page.evaluate(middleOf, "[data-id=continue]")));
    assert.deepEqual(await page.evaluate(() => events), ["SHOW_PAYWALL", "SELECT_SKU", "PURCHASE_SELECTED_SKU"]);
  });

  test("the arrows of a remote move the focus, Enter taps, and Back is told", async () => {
    await page.evaluate(() => mount(make("Fern TV", "television")));
    const seen = [await page.evaluate(() => focused())];
    for (const key of ["ArrowUp", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp"]) {
      await page.press(key);
      seen.push(await page.evaluate(() => focused()));
    }
    assert.deepEqual(seen, ["featuredPlan", "signIn", "featuredPlan", "plan", "signIn", "signIn"]);
    await page.press("Enter");
    await page.press("Escape");
    assert.deepEqual(await page.evaluate(() => events), ["SHOW_PAYWALL", "SIGN_IN", "REMOTE_BACK"]);
  });

  test("a paywall as high as the page brings no scroll bar", async () => {
    const seen = await page.evaluate(async () => {
      await mount(make("Fern TV", "television"));
      const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.documentElement;
      return [scrollHeight - clientHeight, scrollWidth - clientWidth];
    });
    assert.deepEqual(seen, [0, 0]);
  });
});
