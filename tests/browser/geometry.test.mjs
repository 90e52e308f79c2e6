// The real document stands where the reference player puts it.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";

const real = join(root, "../shared/real");
const names = ["tv-initial-config.json", "geometry.json", "geometry-1280x720.json"];
const files = names.map((name) => join(real, name));
const skip = files.every(existsSync) ? false : `${real} is not at hand`;
const [document_, ...measured] = skip ? [null] : files.map((file) => JSON.parse(readFileSync(file)));

/** The farthest that a component may stand off, in CSS pixels. */
const tolerance = 2;
/** The share of components, in percent over all views, that must stand where they do there. */
const required = 99;

let browser;
before(async () => (browser = skip ? null : await launch()));
after(() => browser?.close());

test("components stand where the reference player puts them", { skip }, async (t) => {
  const [misses, total] = [[], { shown: 0 }];
  const views = measured.flatMap(({ products, views }) => Object.entries(views).map((view) => [...view, products]));
  for (const [name, components, products] of views) {
    const shown = components.filter((component) => component.shown);
    const found = await measure(name, products);
    const missed = shown.flatMap((component) => miss(component, found));
    t.diagnostic(`${name}: ${shown.length - missed.length} of ${shown.length}`);
    missed.forEach((line) => t.diagnostic(`  ${line}`));
    misses.push(...missed);
    total.shown += shown.length;
  }
  const share = (100 * (total.shown - misses.length)) / total.shown;
  t.diagnostic(`${share.toFixed(1)} % of ${total.shown} components`);
  assert.ok(share >= required, `${share.toFixed(1)} % stand right, ${required} % must:\n${misses.join("\n")}`);
});

/**
 * The components of one view, `<paywall> / <page> @WxH`, as they stand here with these products' details: `"kind id n"`
 * to rectangle and text.
 */
async function measure(view, products) {
  const [, name, currentPage, width, height] = /^(.*) \/ (.*) @(\d+)x(\d+)$/.exec(view);
  const size = { width: Number(width), height: Number(height) };
  const request = {
    paywall: document_.paywalls.find((paywall) => paywall.name === name).id,
    device: { formFactor: "television", ...size },
    products,
    state: { currentPage },
  };
  const page = await openPage(browser, { viewport: size });
  try {
    const document = readFileSync(files[0]).toString("base64");
    const list = await page.evaluate(show, { document, request: JSON.stringify(request) });
    return numbered(list);
  } finally {
    await page.close();
  }
}

/** Runs in the page: renders, waits until nothing moves, and reads every component off. */
async function show({ document: base64, request }) {
  const { fetchBuilt, startBuilt } = await import("/tests/node/built.mjs");
  const { answerOf } = await import("/tests/node/answer.mjs");
  const host = await startBuilt(fetchBuilt);
  const document_ = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const question = { operation: "render", document: document_, request: new TextEncoder().encode(request) };
  const { ok, error } = JSON.parse(new TextDecoder().decode(answerOf(host, question)));
  if (error) throw new Error(`${error.code}: ${error.message}`);

  document.body.style.margin = "0";
  const shadow = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(ok.css);
  shadow.adoptedStyleSheets = [sheet];
  shadow.innerHTML = ok.html;
  await Promise.all([...shadow.querySelectorAll("img")].map((image) => image.decode().catch(() => {})));

  const parts = () => [...shadow.querySelectorAll("[data-id], .text-list-item")];
  const places = () => JSON.stringify(parts().map((part) => part.getBoundingClientRect()));
  for (let before = ""; before !== places(); ) {
    before = places();
    await rest(shadow);
  }
  return parts().map((part) => {
    const { x, y, width, height } = part.getBoundingClientRect();
    const copy = part.cloneNode(true);
    for (const line of copy.querySelectorAll("br, p, li, div")) line.after("\n");
    const id = part.closest("[data-id]").dataset.id;
    return { id, kind: part.classList[0], rect: [x, y, width, height], text: copy.textContent };
  });
}

/** The rows of a list count as further lists of the same id, as they do in the measurements. */
function numbered(list) {
  const [found, counts] = [new Map(), new Map()];
  for (const { id, kind, ...part } of list) {
    const name = `${kind === "text-list-item" ? "text-list" : kind} ${id}`;
    const n = counts.get(name) ?? 0;
    counts.set(name, n + 1);
    found.set(`${name} ${n}`, part);
  }
  return found;
}

/** Lists what is wrong with one component: nothing, or one line. */
function miss({ component, id, n, rect, text }, found) {
  const name = `${component} ${id} ${n}`;
  const ours = found.get(name);
  if (!ours) return [`${name}: missing`];
  const off = rect.some((value, index) => Math.abs(value - ours.rect[index]) > tolerance);
  if (off) return [`${name}: [${ours.rect.map((value) => +value.toFixed(1))}], there [${rect}]`];
  const words = (text) => text.replace(/\s+/g, " ").trim();
  if (text !== undefined && words(text) !== words(ours.text))
    return [`${name}: "${words(ours.text)}", there "${words(text)}"`];
  return [];
}
