// The controls in each engine, with the taps and keys of people: drawers, switches, choices, carousels, countdowns.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { inEachEngine } from "./engines.mjs";
import { NOW } from "./stock.mjs";

const source = readFileSync(new URL("../documents/controls.json", import.meta.url), "utf8");
/** Slides turn only where a test turns them. */
const still = source.replace(/"autoplay": ?true/, '"autoplay":false');

/** Runs in the page: shows one paywall of the document, and leaves what tests need on `window`. */
async function show(source, name, now) {
  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(source);
  const { id } = runtime.document.paywalls.find((it) => it.name === name || it.id === name);
  const device = { formFactor: "phone", width: innerWidth, height: innerHeight };
  const request = { paywall: id, device, locale: "en-US", now };
  document.body.innerHTML = "";
  document.body.style.margin = "0";
  window.paywall = runtime.launch(request);
  window.events = [];
  paywall.onAction(({ action }) => {
    events.push(action);
    return false;
  });
  const place = document.body.appendChild(document.createElement("div"));
  paywall.mount(place);
  window.root = place.shadowRoot;
  window.part = (id) => root.querySelector(`[data-id=${id}]`);
  window.isWritten = () =>
    root.querySelector(".paywall").outerHTML === runtime.render({ ...request, state: paywall.state }).html;
  await rest(root);
}

/** Runs in the page: the middle of a part, once it is in sight. */
async function middleOf(selector) {
  const part = root.querySelector(selector);
  part.scrollIntoView({ block: "center", behavior: "instant" });
  await rest(root);
  const { left, top, width, height } = part.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}

inEachEngine((page) => {
  const open = async (name) => {
    await page.goto("/");
    await page.evaluate(show, still, name, NOW);
  };
  const tap = async (selector) => page.tap(...(await page.evaluate(middleOf, selector)));

  test("switches, toggles and choices set the form", async () => {
    await open("forms");
    for (const id of ["trialSwitch", "lonelySwitch", "deadSwitch", "terms", "large", "b3", "plus"])
      await tap(`[data-id=${id}]`);
    const seen = await page.evaluate(() => [part("seen").textContent, events.length, isWritten()]);
    assert.deepEqual(seen, ["trial false, size l, billing once, group Plus", 7, true]);
  });

  test("arrow keys choose within a group of choices", async () => {
    await open("forms");
    await page.evaluate(() => part("b1").focus());
    await page.press("ArrowRight");
    await page.press("ArrowRight");
    const seen = await page.evaluate(() => [root.activeElement.dataset.id, paywall.state.formStates.billing]);
    assert.deepEqual(seen, ["b3", "once"]);
  });

  test("a carousel follows its indicators, a scroll and the keys", async () => {
    await open("loops");
    await tap("[data-id=carousel] .indicator:nth-child(2)");
    const step = await page.evaluate(async () => {
      const slides = part("carousel").firstChild;
      const step = slides.children[1].offsetLeft - slides.firstChild.offsetLeft;
      await until(() => Math.abs(slides.scrollLeft - step) < 2);
      slides.scrollTo({ left: 2 * step, behavior: "instant" });
      await until(() => part("carousel").dataset.index === "2");
      slides.focus();
      return step;
    });
    assert.ok(step > 250);
    await page.press("ArrowRight");
    await page.evaluate(async () => {
      const slides = part("carousel").firstChild;
      // A browser tells of the end of the scroll before, too, in the midst of this one.
      slides.dispatchEvent(new Event("scrollend"));
      await until(() => slides.scrollLeft < 2);
      for (let count = 0; count < 20; count += 1) await frame();
    });
    const seen = await page.evaluate(() => [
      part("carousel").dataset.index,
      events.filter((it) => it === "SLIDE_CHANGE").length,
      isWritten(),
    ]);
    assert.deepEqual(seen, ["0", 3, true]);
  });

  test("a drawer opens and shuts", async () => {
    await open("drawers");
    const isOpen = () => page.evaluate(() => root.querySelector("details").open);
    const seen = [await isOpen()];
    for (let count = 0; count < 2; count += 1) {
      await tap("details > summary");
      seen.push(await isOpen());
    }
    assert.deepEqual(seen, [seen[0], !seen[0], seen[0]]);
    assert.ok(await page.evaluate(() => isWritten()));
  });
});
