// Small documents stand where the reference player puts them: the numbers were measured there, at 1280x720 on a
// television and at 390x844 on a phone, with Helvetica as the font of its page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { answerOf } from "../node/answer.mjs";
import { startHost } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";

/** The distance by which a component may stand off, in CSS pixels. */
const tolerance = 2;
const television = { formFactor: "television", width: 1280, height: 720 };
const phone = { formFactor: "phone", width: 390, height: 844 };

const [host, browser] = [await startHost(), {}];
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
const carousel = (more) => ({
  component: "carouselContainer",
  loopSource: "main",
  width: "100%",
  height: 120,
  slideSpacing: 10,
  components: [row([], { id: "a", width: "100%", height: 100 })],
  ...more,
});
const long = "Many words that are long enough to fill the whole of this row and more of them to wrap";

/** The components of a page, and where its components with these ids stand: `[x, y, width, height]`, `null` for any. */
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
  "the items of a picker have the size of their font": [
    {
      component: "segmentPicker",
      components: [
        { component: "segmentPickerItem", id: "a", text: "A", width: 60, fontSize: 24 },
        { component: "segmentPickerItem", text: "B", width: 60 },
      ],
    },
    { a: [599.8, 0, 40.2, 19] },
  ],
  "paddings and borders inside switches and radio signs are not scaled": [
    column([
      { component: "toggleSwitch", id: "a", width: 60, height: 30, innerPadding: 3, inactivePlateBorderWidth: 2 },
      { component: "radio", id: "b", width: 40, height: 40, innerPadding: 8, inactiveBorderWidth: 1 },
    ]),
    { a: [614.9, 0, 50.2, 30.1], b: [617.6, 30.1, 44.8, 44.8] },
  ],
  "the space between slides is not scaled": [
    carousel({ components: [row([], { id: "a", width: "100%", height: 100 })] }),
    { a: [null, 0, 1280, 67] },
  ],
  "a container goes to both sides that its position names": [
    row([row([text("n")], { id: "a", position: "left-bottom", width: 100 }), text("x")], { height: 100 }),
    { a: [372, 52, 67, 15] },
  ],
};

/** The same on a phone. */
const drawingsOfPhone = {
  "a text as wide as its content stays on one line": [
    row([text(long, { id: "a", width: "100%" }), button([text("Two words", { width: "fitContent" })], { id: "b" })]),
    { a: [0, 0, 294.4, 69], b: [294.4, 23, 95.6, 23] },
  ],
  "a text breaks its words where there is no other room": [
    row([text("Unbreakable", { id: "a", width: 60 }), text("Unbreakable", { id: "b", width: 60, textType: "legal" })]),
    { a: [135, 1, 60, 46], b: [195, 0, 60, 48] },
  ],
  "paragraphs touch, but for legal texts; headings and lists have the margins of a page": [
    column([
      text("a\n\nb", { id: "a" }),
      text("a\n\nb", { id: "b", textType: "legal" }),
      text("# a\n\nb", { id: "c" }),
      text("* a\n* b", { id: "d" }),
    ]),
    { a: [189.4, 0, 11.1, 46], b: [189.4, 46, 11.1, 68], c: [183.9, 114, 22.3, 121.6], d: [169.4, 235.6, 51.1, 86] },
  ],
  "the rows of a list have room for its bullet and its text": [
    column([
      list({ id: "a", fontSize: 14, bulletComponent: symbol({ fontSize: 12 }) }),
      list({ id: "b", fontSize: 12, bulletComponent: symbol({ fontSize: 24 }) }),
      list({ id: "c", fontSize: 24, bulletComponent: symbol({ fontSize: 12 }) }),
    ]),
    { a: [175.8, 0, 38.5, 36.5], b: [171.7, 36.5, 46.7, 53.8], c: [166.3, 90.2, 57.4, 60.5] },
  ],
  "products are as wide as their column, and the paddings of their container add to its size": [
    {
      component: "productContainer",
      id: "a",
      direction: "vertical",
      width: 200,
      height: 80,
      leftPadding: 10,
      components: [text("${sku.name}", { id: "b" })],
    },
    { a: [90, 0, 210, 80], b: [100, 40, 200, 23] },
  ],
  "lines in front of a picture are higher": [
    column([text("a", { id: "a" })], { fillImage: "https://x.test/a.png" }),
    { a: [189.4, 0, 11.1, 31.4] },
  ],
  "the box of a switch and of a radio sign is around its padding and its border": [
    column([
      {
        component: "toggleSwitch",
        id: "a",
        width: 60,
        height: 30,
        innerPadding: 3,
        activePlateBorderWidth: 2,
        inactivePlateBorderWidth: 2,
      },
      { component: "radio", id: "b", width: 24, height: 24, innerPadding: 4, inactiveBorderWidth: 1 },
    ]),
    { a: [160, 0, 70, 40], b: [178, 40, 34, 34] },
  ],
  "a picker's items have the widths that they name, and no spacing": [
    {
      component: "segmentPicker",
      id: "p",
      width: 300,
      spacing: 8,
      components: [
        { component: "segmentPickerItem", id: "a", text: "A", width: "60%", height: 30 },
        { component: "segmentPickerItem", id: "b", text: "B", width: "40%", height: 30 },
      ],
    },
    { a: [45, 0, 180, 30], b: [225, 0, 120, 30] },
  ],
  "a picture in a stack lies under its text": [
    {
      component: "stack",
      width: 200,
      height: 100,
      components: [image({ id: "a", width: 80, height: 40 }), text("x", { id: "b" })],
    },
    { a: [155, 30, 80, 40], b: [190, 38.5, 10, 23] },
  ],
  "the spacing of a container takes the place of margins between its components": [
    column(
      ["a", "b", "c"].map((id, at) => text("x", { id, topMargin: at * 30, leftMargin: 0 })),
      { spacing: 10 },
    ),
    { a: [190, 0, 10, 23], b: [190, 33, 10, 23], c: [190, 66, 10, 23] },
  ],
  "the height of a carousel is that of its slides, whose content begins at the top; its dots stand below": [
    column([carousel({ id: "d" }), text("x", { id: "b" })]),
    { d: [0, 0, 390, 154], a: [400, 0, 390, 100], b: [190, 154, 10, 23] },
  ],
  "a place of one word is out of the flow as well": [
    column([text("x", { id: "a" }), row([], { position: "bottom", width: 60, height: 23 })], { height: 100 }),
    { a: [190, 38.5, 10, 23] },
  ],
  "the units of a countdown are as high as their digits": [
    row([
      {
        component: "countdownTimerText",
        id: "a",
        mode: "duration",
        durationSeconds: 360000,
        units: { days: true, hours: true },
        separator: ":",
        spacing: 6,
        fontSize: 20,
      },
    ]),
    { a: [161, 0, 68.1, 20] },
  ],
};

/** Components that the reference player draws otherwise, on a phone. */
const drawingsOfOurs = {
  "an image has its fixed size, and as much of its width in pixels as the screen has": [
    column([image({ id: "a", fixedWidth: 100, fixedHeight: 30 }), image({ id: "b", width: 800, height: 40 })]),
    { a: [145, 0, 100, 30], b: [0, 30, 390, 40] },
  ],
  "an image that fits its content has the width of its picture": [
    column([image({ id: "a", width: "fitContent", height: 30 })]),
    { a: [165, 0, 60, 30] },
  ],
  "a symbol has its size, its margins, its paddings and its border": [
    column([
      symbol({ id: "a", width: 60, height: 40, bottomMargin: 10 }),
      symbol({ id: "b", borderWidth: 4, leftPadding: 6, width: 30 }),
    ]),
    { a: [165, 0, 60, 40], b: [180, 50, 30, null] },
  ],
  "an image and a switch have their margins": [
    column([
      image({ id: "a", width: 50, height: 20, topMargin: 5 }),
      { component: "toggleSwitch", id: "b", topMargin: 7 },
    ]),
    { a: [170, 5, 50, 20], b: [169, 32, 52, 32] },
  ],
  "a margin counts beside what stands before, where its container has no spacing": [
    column([text("a", { id: "a" }), text("b", { id: "b", topMargin: 30 })]),
    { a: [null, 0, null, 23], b: [null, 53, null, 23] },
  ],
  "a carousel has the width that it names, and its slides take the scale of those that are not on show": [
    column([carousel({ id: "d", width: 300, inactiveSlideScale: 0.8 })]),
    { d: [45, 0, 300, 154], a: [385, 10, 240, 80] },
  ],
  "a video has its width": [
    column([{ component: "videoUrl", id: "a", url: "https://x.test/a.mp4", width: 200, height: 60 }]),
    { a: [95, 0, 200, 60] },
  ],
  "a bar has its paddings and its border inside": [
    column([{ component: "progressBar", id: "a", width: 200, height: 20, leftPadding: 10, borderWidth: 2 }]),
    { a: [95, 0, 200, 20] },
  ],
  "the body of a drawer is below its header": [
    column([
      {
        component: "collapseContainer",
        id: "d",
        open: true,
        width: 200,
        collapseHeader: text("a", { id: "a" }),
        components: [text("b", { id: "b" })],
      },
    ]),
    { a: [null, 0, null, 23], b: [null, 23, null, 23] },
  ],
  "what is empty takes no spacing": [
    column([text("", {}), text("b", { id: "b" })], { spacing: 10 }),
    { b: [null, 0, null, 23] },
  ],
  "the items of a picker share its room, if they name no width": [
    {
      component: "segmentPicker",
      width: 300,
      height: 40,
      components: ["a", "b"].map((id) => ({ component: "segmentPickerItem", id, text: "A" })),
    },
    { a: [45, 0, 150, 40], b: [195, 0, 150, 40] },
  ],
  "a code has its size, and one without a size does not fill the screen": [
    column(["c", "d"].map((id, at) => ({ component: "qrCode", id, url: "https://x.test", width: [100][at] }))),
    { c: [145, 0, 100, 100], d: [15, 100, 360, 360] },
  ],
  "text lists beside each other give way in proportion to their widths": [
    row([list({ id: "a", texts: [`${long} ${long}`] }), list({ id: "b", texts: ["short"] })], { width: "100%" }),
    { a: [0, null, 376, null] },
  ],
  "the entries of a grid go on in a row below": [
    {
      component: "responsiveGrid",
      width: "100%",
      spacing: 10,
      loopSource: ["a", "b", "c"],
      components: [row([], { id: "a", width: 150, height: 20 })],
    },
    { a: [120, 30, 150, 20] },
  ],
};

test("a text without a font is in Helvetica or Arial, whatever the app's page is in", async () => {
  const page = await openPage(browser.it, { viewport: { width: 390, height: 844 } });
  try {
    await page.evaluate(() => document.body.style.setProperty("font-family", "monospace"));
    await page.evaluate(show, render(column([text("a"), button([text("b")])])));
    const fonts = await page.evaluate(() => {
      const texts = document.body.lastElementChild.shadowRoot.querySelectorAll(".text");
      return [...texts].map((part) => getComputedStyle(part).fontFamily);
    });
    assert.deepEqual(fonts, Array(2).fill("Helvetica, Arial, sans-serif"));
  } finally {
    await page.close();
  }
});

for (const [device, all] of [
  [television, drawings],
  [phone, drawingsOfPhone],
  [phone, drawingsOfOurs],
]) {
  for (const [name, [component, places]] of Object.entries(all)) {
    test(name, async () => {
      const found = await measure(component, device);
      for (const [id, place] of Object.entries(places)) {
        const off = place.some((value, at) => value !== null && Math.abs(value - found[id][at]) > tolerance);
        assert.ok(!off, `${id}: [${found[id].map((value) => +value.toFixed(1))}], there [${place}]`);
      }
    });
  }
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

/** Answers where the components of a container in the content stand, by id. */
const measure = (component, device) =>
  place({ component: "container", direction: "vertical", components: [component] }, device);

/** Answers where the components of this content stand, by id. */
async function place(content, device = television) {
  const { width, height } = device;
  const page = await openPage(browser.it, { viewport: { width, height } });
  try {
    return await page.evaluate(show, render(content, device));
  } finally {
    await page.close();
  }
}

/** HTML and style sheet of a paywall with this content. */
function render(content, device = television) {
  const pages = [{ name: "a", contentContainer: content }];
  const slides = { main: { carouselName: [{ title: "One" }, { title: "Two" }] } };
  const template = { min_sdk_version: "3.3.0", initialState: { currentGroupId: "g", slides }, pages };
  const products = ["One", "Two"].map((name) => ({ id: name, name, sku_ref_id: name }));
  const document = { paywalls: [{ id: "p", name: "P", sku_menus: [{ id: "g", name: "G", products }], template }] };
  const request = { paywall: "p", device };
  const [bytes, asked] = [document, request].map((json) => new TextEncoder().encode(JSON.stringify(json)));
  const answer = answerOf(host, { operation: "render", document: bytes, request: asked });
  return JSON.parse(new TextDecoder().decode(answer)).ok;
}

/** Runs in the page: shows a paywall, and reads off where its components stand. */
async function show(answer) {
  const shadow = await draw(answer);
  const parts = [...shadow.querySelectorAll("[data-id]")];
  return Object.fromEntries(
    parts.map((part) => {
      const { x, y, width, height } = part.getBoundingClientRect();
      return [part.dataset.id, [x, y, width, height]];
    }),
  );
}
