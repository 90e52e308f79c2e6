// A server's page comes to life: its nodes stay, unless they are not as they should be.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root, startHost } from "../node/cases.mjs";
import { operations } from "../node/host.mjs";
import { launch, openPage, origin } from "./chromium.mjs";

const text = (path) => readFileSync(join(root, path), "utf8");
const shell = text("paywall-templates/live.hbs");
const stock = {
  document: text("paywall-templates/document.json"),
  products: JSON.parse(text("paywall-templates/products.json")),
};
const realFile = "../shared/real/tv-initial-config.json";
const real = existsSync(join(root, realFile)) && {
  document: text(realFile),
  products: JSON.parse(text("../shared/real/geometry.json")).products,
};
const screens = { phone: [390, 844], tablet: [820, 1180], desktop: [1280, 800], television: [1920, 1080] };

let browser;
let host;
before(async () => {
  browser = await launch();
  host = await startHost();
});
after(() => browser?.close());

const bytes = (value) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const read = (answer) => JSON.parse(new TextDecoder().decode(answer));

/** Describes a document. */
function described(document) {
  const { handle } = read(host.load(bytes(document))).ok;
  const { ok } = read(host.call(handle, operations.describe, bytes({})));
  host.drop(handle);
  return ok;
}

/** The page that a server writes for a request, to become live. */
function written(document, request) {
  const { ok: loaded } = read(host.load(bytes(document)));
  const { ok } = read(host.call(loaded.handle, operations.snapshot, bytes({ ...request, page: { template: shell } })));
  host.drop(loaded.handle);
  return ok.html;
}

/** A page that shows `html` and has loaded the document. */
async function open(html, document, size = screens.phone) {
  const page = await openPage(browser, { viewport: { width: size[0], height: size[1] } });
  await page.route(`${origin}/written`, (route) =>
    route.fulfill({ contentType: "text/html; charset=utf-8", body: html }),
  );
  await page.goto(`${origin}/written`);
  await page.evaluate(load, document);
  return page;
}

/** Runs in the page: `come` brings it to life and tells what happened to the nodes. */
async function load(text) {
  const [{ Runtime }, { hydrate }] = await Promise.all([import("/www/dist/index.js"), import("/www/dist/hydrate.js")]);
  window.runtime = await Runtime.load(text);
  window.place = document.querySelector("#paywall");
  window.come = async (request, before) => {
    const nodes = [...(place.shadowRoot?.querySelectorAll("*") ?? [])];
    window.paywall = runtime.launch(request);
    before?.(paywall);
    window.events = [];
    paywall.onAction((event) => void events.push(event));
    const records = [];
    const observer = new MutationObserver((list) => records.push(...list));
    if (place.shadowRoot)
      observer.observe(place.shadowRoot, { subtree: true, childList: true, attributes: true, characterData: true });
    paywall.mount(place, { hydrate });
    // The first frame gives the focus and makes up for taps.
    await frame();
    await frame();
    observer.disconnect();
    const now = [...place.shadowRoot.querySelectorAll("*")];
    return {
      changes: records.map(({ type, target, attributeName }) =>
        `${type} ${attributeName ?? ""} ${target.outerHTML ?? target.data}`.slice(0, 200),
      ),
      kept: now.filter((node) => nodes.includes(node)).length,
      nodes: now.length,
      warnings: paywall.warnings.filter(({ code }) => code === "hydration_mismatch").map(({ message }) => message),
      shows: events.map(({ action }) => action),
      isRight: isRight(request),
    };
  };
  /** Compares the page with what is written for its state. A countdown goes on meanwhile. */
  window.isRight = (request) => {
    const still = (html) => html.replaceAll(/(data-unit="\d+"[^>]*>)\d+/g, "$1");
    const { html } = runtime.render({ ...request, state: paywall.state });
    return still(place.shadowRoot.querySelector(".paywall").outerHTML) === still(html);
  };
}

const all = [["stock", stock], ...(real ? [["real", real]] : [])];
for (const [name, { document, products }] of all) {
  test(`an exact page of a ${name} paywall causes no change, and works`, async () => {
    const { paywalls } = described(document);
    const forms = name === "real" ? ["television"] : Object.keys(screens);
    for (const form of forms) {
      const device = { formFactor: form, width: screens[form][0], height: screens[form][1] };
      for (const { id, name: paywall, pages } of paywalls) {
        for (const currentPage of pages) {
          const request = {
            paywall: id,
            products,
            device,
            locale: "en-US",
            now: 1_795_780_800_000,
            state: { currentPage },
          };
          const page = await open(written(document, request), document, screens[form]);
          const seen = await page.evaluate((request) => come(request), request);
          const where = `${paywall}, ${currentPage}, ${form}`;
          assert.deepEqual(seen.changes, [], where);
          assert.deepEqual([seen.kept, seen.warnings, seen.isRight], [seen.nodes, [], true], where);
          assert.ok(seen.shows.includes("SHOW_PAYWALL"));
          const tapped = await page.evaluate((request) => {
            const buttons = [...place.shadowRoot.querySelectorAll("[data-tap]")].filter((button) => !button.disabled);
            for (const button of buttons.slice(0, 6)) button.click();
            return [buttons.length, events.length, isRight(request)];
          }, request);
          assert.ok(tapped[0] === 0 || tapped[1] > 1, where);
          assert.ok(tapped[2], where);
          await page.close();
        }
      }
    }
  });
}

const device = { formFactor: "phone", width: 390, height: 844 };
const first = () => ({
  paywall: described(stock.document).paywalls[0].id,
  products: stock.products,
  device,
  locale: "en-US",
  now: 1_795_780_800_000,
});

test("who was somewhere before it came to life stays there", async () => {
  const request = first();
  const page = await open(written(stock.document, request), stock.document);
  const kept = await page.evaluate(async (request) => {
    const [, second] = place.shadowRoot.querySelectorAll("button");
    second.focus();
    const content = place.shadowRoot.querySelector(".content");
    content.scrollTop = 30;
    const top = content.scrollTop;
    await come(request);
    const looks = getComputedStyle(second).display;
    return [
      place.shadowRoot.activeElement === second,
      content.scrollTop === top,
      looks,
      place.shadowRoot.adoptedStyleSheets.length,
    ];
  }, request);
  await page.close();
  assert.deepEqual(kept.slice(0, 3), [true, true, "flex"]);
});

test("what differs is mended, with a warning, and the rest stays", async () => {
  const request = first();
  const html = written(stock.document, { ...request, locale: "de-DE" });
  const page = await open(html, stock.document);
  const seen = await page.evaluate((request) => come(request), request);
  assert.ok(seen.isRight);
  assert.ok(seen.changes.length > 0 && seen.changes.length < 60, `${seen.changes.length}`);
  assert.ok(seen.kept / seen.nodes > 0.9);
  assert.match(seen.warnings.join(), /€|\$|in place of/);
  const works = await page.evaluate((request) => {
    place.shadowRoot.querySelector("button[aria-pressed=false]").click();
    return (
      place.shadowRoot.querySelector(".paywall").outerHTML === runtime.render({ ...request, state: paywall.state }).html
    );
  }, request);
  assert.ok(works);
  await page.close();
});

for (const [what, change] of Object.entries({
  "a node too few": (root) => root.querySelector("button").remove(),
  "a node too many": (root) => root.querySelector(".content").append(document.createElement("hr")),
  "other nodes": (root) => root.querySelector("button").replaceWith(document.createElement("b")),
  "another style sheet": (root) => (root.querySelector("style").textContent = ".paywall{color:red}"),
  "nothing at all": (root) => (root.textContent = ""),
})) {
  test(`${what}: it becomes what it should be`, async () => {
    const request = first();
    const page = await open(written(stock.document, request), stock.document);
    await page.evaluate(`(${change})(place.shadowRoot)`);
    const seen = await page.evaluate(async (request) => {
      const seen = await come(request);
      place.shadowRoot.querySelector("button[aria-pressed=false]").click();
      const { html } = runtime.render({ ...request, state: paywall.state });
      return {
        ...seen,
        after: place.shadowRoot.querySelector(".paywall").outerHTML === html,
        looks: getComputedStyle(place.shadowRoot.querySelector("button")).display,
      };
    }, request);
    assert.deepEqual([seen.isRight, seen.after, seen.looks], [true, true, "flex"]);
    assert.equal(seen.warnings.length, what === "nothing at all" ? 0 : 1);
    await page.close();
  });
}

test("what the app says before it is mounted counts", async () => {
  const request = first();
  const page = await open(written(stock.document, request), stock.document);
  const seen = await page.evaluate((request) => come(request, (paywall) => paywall.update({ products: [] })), request);
  assert.ok(seen.changes.length > 0);
  const shown = await page.evaluate(() => place.shadowRoot.querySelector(".paywall").textContent);
  assert.doesNotMatch(shown, /\$\d/);
  await page.close();
});

test("without a shadow root declared in HTML it comes to life, too", async () => {
  const request = first();
  const html = written(stock.document, request).replace("shadowrootmode", "data-old");
  const page = await open(html, stock.document);
  await page.evaluate(() => {
    const template = document.querySelector("template");
    template.removeAttribute("data-old");
    template.setAttribute("shadowrootmode", "open");
  });
  const seen = await page.evaluate((request) => come(request), request);
  assert.deepEqual([seen.isRight, seen.warnings], [true, []]);
  await page.close();
});

test("taps from before are made up for, each once, in their order, under the strictest policy", async () => {
  const request = first();
  const { ok: loaded } = read(host.load(bytes(stock.document)));
  const { ok } = read(
    host.call(loaded.handle, operations.snapshot, bytes({ ...request, page: { template: shell, nonce: "n0nce" } })),
  );
  host.drop(loaded.handle);
  const page = await openPage(browser, { viewport: { width: 390, height: 844 } });
  const refused = [];
  page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  const policy = [
    "default-src 'none'; script-src 'self' 'nonce-n0nce' 'wasm-unsafe-eval'; style-src 'nonce-n0nce'; connect-src 'self'",
    "img-src 'self' data: https:; require-trusted-types-for 'script'; trusted-types 'none'",
  ].join("; ");
  await page.route(`${origin}/written`, (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      headers: { "content-security-policy": policy },
      body: ok.html,
    }),
  );
  await page.goto(`${origin}/written`);
  await page.waitForFunction(() => globalThis.paywallTaps);
  for (const id of ["monthly", "continue", "continue", "continue"]) await page.click(`[data-id=${id}]`);
  await page.evaluate(load, stock.document);
  const seen = await page.evaluate(async (request) => {
    const { warnings } = await come(request);
    place.shadowRoot.querySelector("[data-id=yearlySave]").click();
    return { warnings, actions: events.map(({ action }) => action) };
  }, request);
  await page.close();
  assert.deepEqual(seen.warnings, []);
  assert.deepEqual(seen.actions, ["SHOW_PAYWALL", "TOGGLE_CHANGE", "PURCHASE_SELECTED_SKU", "TOGGLE_CHANGE"]);
  assert.deepEqual(refused, []);
});

test("a tap on a link, a drawer and nothing at all", async () => {
  const drawer = {
    component: "collapseContainer",
    id: "drawer",
    collapseHeader: [{ component: "text", text: "more" }],
    components: [{ component: "text", text: "inside" }],
  };
  const link = { component: "text", id: "link", text: "[terms](https://fern.example/terms)" };
  const pages = [
    { name: "one", contentContainer: { component: "container", direction: "vertical", components: [drawer, link] } },
  ];
  const document = JSON.stringify({
    paywalls: [
      {
        id: "p",
        name: "p",
        template: { min_sdk_version: "3.3.0", pages, initialState: { currentPage: "one", openHeaderIds: [] } },
      },
    ],
  });
  const request = { paywall: "p", device };
  const html = written(document, request);
  const page = await openPage(browser, { viewport: { width: 390, height: 844 } });
  await page.route(`${origin}/written`, (route) =>
    route.fulfill({ contentType: "text/html; charset=utf-8", body: html }),
  );
  await page.goto(`${origin}/written`);
  await page.waitForFunction(() => globalThis.paywallTaps);
  await page.click("summary");
  const [other] = await Promise.all([page.context().waitForEvent("page"), page.click("a")]);
  await other.close();
  await page.mouse.click(300, 800);
  await page.evaluate(load, document);
  const seen = await page.evaluate(async (request) => {
    const { shows } = await come(request);
    return { shows, open: place.shadowRoot.querySelector("details").open, told: paywall.state.openHeaderIds };
  }, request);
  await page.close();
  assert.deepEqual(seen, { shows: ["SHOW_PAYWALL", "COLLAPSIBLE_DRAWER_OPEN"], open: true, told: ["drawer"] });
});

/** A document with a flow of one screen of these components, by the label `start`. */
function flowOf(components) {
  const content = { component: "container", direction: "vertical", height: "100%", components };
  const template = {
    min_sdk_version: "3.3.0",
    initialState: { currentPage: "one" },
    pages: [{ name: "one", contentContainer: content }],
  };
  const go = [{ action: [{ function: "flowNav", parameters: {} }] }];
  const steps = [
    { id: "in", type: "entry", actions: { __default__: go } },
    { id: "s", type: "screen", screen: "a", actions: {} },
  ];
  const segment = {
    segment: "s",
    split: 100,
    form_factors: [{ form_factor: "phone" }],
    flow: { flow_id: "f", object_id: "o", object: { screens: ["a"], steps } },
  };
  return JSON.stringify({
    paywalls: [{ id: "a", name: "a", template }],
    campaign_rules: [{ rule: "r", name: "r", type: "label", value: "start", segments: [segment] }],
  });
}

/** Runs in the page: brings a flow with a film to life, and tells what became of film, focus and scrolling. */
async function takeOverFilm(request) {
  const { hydrate } = await import("/www/dist/hydrate.js");
  const root = place.shadowRoot;
  const film = root.querySelector("video");
  /** Waits until the film has come further than this. */
  const plays = (time) =>
    new Promise((resolve) => {
      const look = () => film.currentTime > time && resolve();
      film.addEventListener("timeupdate", look);
      look();
    });
  await plays(0.3);
  const content = root.querySelector(".content");
  root.querySelector("[data-id=two]").focus();
  content.scrollTop = 120;
  const heard = [];
  for (const name of ["pause", "loadstart", "emptied", "seeking"]) {
    film.addEventListener(name, () => heard.push(name));
  }
  const [top, time] = [content.scrollTop, film.currentTime];
  const paywall = runtime.launch(request).mount(place, { hydrate });
  const now = root.querySelector("div > div").shadowRoot;
  const at = film.currentTime;
  await plays(at);
  return {
    stays: now.contains(film),
    heard,
    playing: !film.paused && at >= time && film.currentTime > at,
    top: content.scrollTop - top,
    focus: now.activeElement?.dataset.id,
    warnings: paywall.warnings.length,
  };
}

test("a flow's first screen keeps its video, its focus and where it was scrolled", async () => {
  const button = (id) => ({
    component: "button",
    id,
    height: 300,
    components: [{ component: "text", text: id }],
    onTap: { function: "namiFlowControl" },
  });
  const url = "https://media.test/film.webm";
  const film = { component: "videoUrl", url, autoplayVideo: true, loopVideo: true, mute: true, height: 200 };
  const document = flowOf([film, button("one"), button("two"), button("three")]);
  const request = { launch: { label: "start" }, device };
  const page = await openPage(browser, { viewport: { width: 390, height: 844 } });
  await page.route("https://media.test/**", (route) =>
    route.fulfill({ contentType: "video/webm", path: join(root, "tests/browser/film.webm") }),
  );
  await page.route(`${origin}/written`, (route) =>
    route.fulfill({ contentType: "text/html; charset=utf-8", body: written(document, request) }),
  );
  await page.goto(`${origin}/written`);
  await page.evaluate(load, document);
  const seen = await page.evaluate(takeOverFilm, request);
  await page.close();
  assert.deepEqual(seen, { stays: true, heard: [], playing: true, top: 0, focus: "two", warnings: 0 });
});

test("the first screen of a flow stays", { skip: !real && "../shared is not here" }, async () => {
  const device = { formFactor: "television", width: 1920, height: 1080 };
  const request = { launch: { label: "onboarding_ftue_us_ctv" }, device, locale: "en-US", now: 1_795_780_800_000 };
  const page = await open(written(real.document, request), real.document, screens.television);
  const seen = await page.evaluate(async (request) => {
    const { hydrate } = await import("/www/dist/hydrate.js");
    const shown = place.shadowRoot.querySelector(".paywall");
    const paywall = runtime.launch(request).mount(place, { hydrate });
    const now = place.shadowRoot.querySelector("div > div").shadowRoot.querySelector(".paywall");
    const before = paywall.state.flow.screen;
    now.querySelector("[data-tap]").click();
    return [
      now === shown,
      paywall.warnings.filter(({ code }) => code === "hydration_mismatch"),
      before === paywall.state.flow.screen,
    ];
  }, request);
  assert.deepEqual(seen, [true, [], false]);
  await page.close();
});
