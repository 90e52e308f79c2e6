// Small documents stand where the reference player puts them: the numbers were measured there, at 1280x720 on a
// television, with Helvetica as the font of its page.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { answerOf } from "../node/answer.mjs";
import { moduleFile } from "../node/cases.mjs";
import { start } from "../node/host.mjs";
import { launch, openPage } from "./chromium.mjs";

/** How far a component may stand off, in CSS pixels. */
const tolerance = 2;
const size = { width: 1280, height: 720 };

const [host, browser] = [await start(readFileSync(moduleFile)), {}];
before(async () => (browser.it = await launch()));
after(() => browser.it?.close());

const text = (words, more = {}) => ({ component: "text", text: words, fontSize: 20, ...more });
const image = (more) => ({ component: "image", url: "https://x.test/a.png", ...more });
const symbol = (more) => ({ component: "symbol", name: "CheckOutlined", fontSize: 20, ...more });
const row = (components, more = {}) => ({ component: "container", width: 800, components, ...more });
const column = (components, more = {}) => row(components, { direction: "vertical", ...more });
const button = (components, more = {}) => ({ component: "button", components, ...more });
const list = (more) => ({
  component: "text-list",
  texts: ["One", "Two"],
  fontSize: 20,
  bulletComponent: symbol(),
  ...more,
});
const long = "Many words that are long enough to fill the whole of this row and more of them to wrap";

/** What stands on a page, and where its components with these ids stand: `[x, y, width, height]`, `null` for any. */
const drawings = {
  "an image of a fixed size keeps it beside a text that takes all": [
    row([image({ id: "a", width: 320, height: 64 }), text(long, { width: "100%" })]),
    { a: [372, null, 214.4, 42.9] },
  ],
  "the rows of a text list stand apart by pixels, its texts and bullets by scaled ones": [
    row([list({ id: "a", spacing: 30, alignment: "left" })]),
    { a: [null, 0, 58.8, 68.1] },
  ],
  "buttons have no spacing, and are as high as their box": [
    column([button([text("aaa", { id: "a" }), text("bbb", { id: "b" })], { id: "c", spacing: 20, width: 300 })], {
      height: 150,
    }),
    { a: [617.7, null, 22.3, 15], b: [640, null, 22.3, 15], c: [539.5, 0, 201, 100.5] },
  ],
  "a symbol has room above and below": [row([symbol({ id: "a", fontSize: 48 })]), { a: [null, 0, 32.2, 43.4] }],
  "texts and buttons stay in the flow whatever their position": [
    row([text("b", { id: "a", position: "left-top" }), text("x", { id: "b" })], { height: 100 }),
    { a: [null, 26, null, 15], b: [null, 26, null, 15] },
  ],
  "a container goes to both sides that its position names": [
    row([row([text("n")], { id: "a", position: "left-bottom", width: 100 }), text("x")], { height: 100 }),
    { a: [372, 52, 67, 15] },
  ],
};

for (const [name, [component, places]] of Object.entries(drawings)) {
  test(name, async () => {
    const found = await measure(component);
    for (const [id, place] of Object.entries(places)) {
      const off = place.some((value, at) => value !== null && Math.abs(value - found[id][at]) > tolerance);
      assert.ok(!off, `${id}: [${found[id].map((value) => +value.toFixed(1))}], there [${place}]`);
    }
  });
}

test("content begins at the top and in the middle, and its texts take the whole width", async () => {
  const rows = [text("a", { id: "a", width: 100 }), text("b", { id: "b" })];
  const content = { component: "container", direction: "vertical", width: "100%", height: "100%", components: rows };
  const found = await place({ ...content, alignment: "left", verticalAlignment: "bottom" });
  assert.deepEqual(found.a.map(Math.round).slice(0, 2), [607, 0]);
  assert.deepEqual(found.b.map(Math.round).slice(0, 3), [0, 15, 1280]);
});

test("the radius of a focused border is not scaled", async () => {
  const { css } = render(button([text("a")], { focusedBorderRadius: 8, borderRadius: 8 }));
  assert.match(css, /:focus\{border-radius:8px;/);
  assert.match(css, /border-radius:calc\(8px\*var\(--s\)\)/);
});

/** Where the components of a container in the content stand, by id. */
const measure = (component) => place({ component: "container", direction: "vertical", components: [component] });

/** Where the components of this content stand, by id. */
async function place(content) {
  const page = await openPage(browser.it, { viewport: size });
  try {
    return await page.evaluate(show, render(content));
  } finally {
    await page.close();
  }
}

/** HTML and style sheet of a paywall with this content. */
function render(content) {
  const template = { min_sdk_version: "3.3.0", pages: [{ name: "a", contentContainer: content }] };
  const document = { paywalls: [{ id: "p", name: "P", sku_menus: [], template }] };
  const request = { paywall: "p", device: { formFactor: "television", ...size } };
  const [bytes, asked] = [document, request].map((json) => new TextEncoder().encode(JSON.stringify(json)));
  const answer = answerOf(host, { operation: "render", document: bytes, request: asked });
  return JSON.parse(new TextDecoder().decode(answer)).ok;
}

/** Runs in the page: shows a paywall, and reads off where its components stand. */
async function show({ html, css }) {
  document.body.style.margin = "0";
  const shadow = document.body.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets = [sheet];
  shadow.innerHTML = html;
  await Promise.all([...shadow.querySelectorAll("img")].map((image) => image.decode().catch(() => {})));
  const parts = [...shadow.querySelectorAll("[data-id]")];
  return Object.fromEntries(
    parts.map((part) => {
      const { x, y, width, height } = part.getBoundingClientRect();
      return [part.dataset.id, [x, y, width, height]];
    }),
  );
}
