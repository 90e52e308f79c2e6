// Dialogs in each engine, with the taps and keys of people: what they tell, and what they keep away from the page.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { inEachEngine } from "./engines.mjs";
import { prepare } from "./prepare.mjs";
import { NOW, stock } from "./stock.mjs";

inEachEngine((page) => {
  beforeEach(async () => {
    await page.goto("/");
    await page.evaluate(prepare, stock.document, stock.products, NOW);
  });

  test("a tap beside a dialog and Escape tell the app, and close nothing", async () => {
    await page.evaluate(() => void (window.shown = present(make("Fern Phone", "phone"), { as: "modal" })));
    await page.tap(20, 20);
    for (let count = 0; count < 3; count += 1) {
      await page.press("Escape");
      await page.evaluate(() => frame());
    }
    const seen = await page.evaluate(() => [events, shown.element.closest("dialog").matches(":modal")]);
    assert.deepEqual(seen, [["SHOW_PAYWALL", ...Array(4).fill("REMOTE_BACK")], true]);
  });

  test("the page behind a dialog is out of reach and does not scroll, and has its focus back afterwards", async () => {
    const before = await page.evaluate(async () => {
      document.body.innerHTML =
        '<button id="own" style="position:fixed;left:0;top:0;width:50px;height:50px">own</button>';
      document.body.insertAdjacentHTML("beforeend", '<div style="height:9000px"></div>');
      window.own = document.querySelector("#own");
      own.addEventListener("click", () => events.push("own"));
      own.focus();
      window.shown = present(make("Fern Phone", "phone"), { as: "sheet" });
      await rest(shown.element.shadowRoot);
      return getComputedStyle(document.documentElement).overflow === "hidden" || document.body.style.overflow;
    });
    assert.equal(before, "hidden");
    await page.tap(25, 25);
    for (let count = 0; count < 40; count += 1) await page.press("Tab");
    const inside = await page.evaluate(() => {
      own.focus();
      return [document.activeElement !== own, events.includes("own")];
    });
    assert.deepEqual(inside, [true, false]);
    await page.evaluate(() => shown.dismiss());
    await page.tap(25, 25);
    const after = await page.evaluate(() => [
      document.body.style.overflow,
      document.activeElement === own,
      events.at(-1),
    ]);
    assert.deepEqual(after, ["", true, "own"]);
  });
});
