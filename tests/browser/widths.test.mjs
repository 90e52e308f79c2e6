// The stock paywalls are readable in windows of every width: no text lies over another, none sticks out, and no word
// is broken.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";

const [document_, products] = ["document.json", "products.json"].map((name) =>
  JSON.parse(readFileSync(join(root, "paywall-templates", name), "utf8")),
);
/** The widths of windows that each form factor has, and their height. */
const windows = { desktop: [320, 1920, 900], tablet: [600, 1380, 1000], phone: [320, 940, 840] };
const step = 30;

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** The ids of the paywalls that campaigns show on devices of this form factor. */
function shownOn(formFactor) {
  const segments = document_.campaign_rules.flatMap(({ segments }) => segments);
  const here = segments.filter(({ form_factors: all }) => all.some(({ form_factor: name }) => name === formFactor));
  return new Set(here.map(({ paywall }) => paywall));
}

for (const [formFactor, [least, most, height]] of Object.entries(windows)) {
  for (const { id, name, template } of document_.paywalls.filter(({ id }) => shownOn(formFactor).has(id))) {
    for (const { name: currentPage } of template.pages) {
      test(`${name}, ${currentPage}, in every window of a ${formFactor}`, async () => {
        const request = { paywall: id, device: { formFactor }, products, locale: "en", now: 0, state: { currentPage } };
        const page = await openPage(browser, { viewport: { width: least, height }, reducedMotion: "reduce" });
        try {
          await page.evaluate(mount, { document: document_, request });
          const found = [];
          for (let width = least; width <= most; width += step) {
            await page.setViewportSize({ width, height });
            found.push(...(await page.evaluate(unreadable)).map((line) => `${width} px: ${line}`));
          }
          assert.deepEqual(found, []);
        } finally {
          await page.close();
        }
      });
    }
  }
}

/** Runs in the page: mounts the paywall. */
async function mount({ document: given, request }) {
  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(given);
  globalThis.host = document.body.appendChild(document.createElement("main"));
  document.body.style.margin = "0";
  runtime.launch(request).mount(host);
}

/** Runs in the page: lists the texts that lie over each other, those that stick out, and words that are broken. */
async function unreadable() {
  await frame();
  await frame();
  const [texts, found] = [[], []];
  const walker = document.createTreeWalker(host.shadowRoot, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    // Slides beside the one on show wait there to be scrolled to.
    if (!node.data.trim() || element.closest("style, .announcer, .carouselContainer") || !element.checkVisibility())
      continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const { 0: word, index } of node.data.matchAll(/[^\s/–—-]+/gu)) {
      const letters = document.createRange();
      letters.setStart(node, index);
      letters.setEnd(node, index + word.length);
      if (letters.getClientRects().length > 1) found.push(`"${word}" is broken`);
    }
    for (const { left, top, right, bottom } of range.getClientRects()) {
      // Lines of type touch each other; what a reader sees of them is less.
      const inset = (bottom - top) / 5;
      texts.push({ text: node.data.trim(), left, top: top + inset, right, bottom: bottom - inset, node });
    }
  }
  for (const [at, a] of texts.entries()) {
    if (a.left < -1 || a.right > innerWidth + 1) found.push(`"${a.text}" sticks out`);
    for (const b of texts.slice(at + 1)) {
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      // A footer that sticks to the edge lies over what scrolls below it.
      const apart = !!a.node.parentElement.closest(".footer") !== !!b.node.parentElement.closest(".footer");
      if (a.node !== b.node && !apart && across > 1 && down > 1) found.push(`"${a.text}" and "${b.text}" overlap`);
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
  return [...new Set(found)];
}
