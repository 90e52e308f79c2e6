// A paywall in the world: nothing jumps while pictures and fonts are on their way, and it follows the screen it is on.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";

const text = (path) => readFileSync(join(root, path), "utf8");
const stock = text("paywall-templates/document.json");
const products = JSON.parse(text("paywall-templates/products.json"));
const realFile = "../shared/real/tv-initial-config.json";
const real = existsSync(join(root, realFile)) && {
  document: text(realFile),
  products: JSON.parse(text("../shared/real/geometry.json")).products,
};
const screens = { phone: [390, 844], tablet: [820, 1180], desktop: [1280, 800], television: [1920, 1080] };
let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/**
 * A page of a size on which pictures, films and fonts are late: they come no sooner than the page calls `release`.
 */
async function slow([width, height], within = browser) {
  const page = await openPage(within, within === browser ? { viewport: { width, height } } : {});
  const held = [];
  const late = () => new Promise((release) => held.push(release));
  const hold = (route) => late().then(() => route.fallback());
  const onTheWay = new Set();
  page.on("request", (request) => onTheWay.add(request));
  page.on("requestfinished", (request) => onTheWay.delete(request));
  page.on("requestfailed", (request) => onTheWay.delete(request));
  await page.route(/^https?:\/\/(?!paywall\.test)/, hold);
  await page.route(/\.(png|jpe?g|webp|svg)$/, hold);
  const headers = { "access-control-allow-origin": "*" };
  await page.route("https://fonts.test/**", (route) =>
    late().then(() => route.fulfill({ contentType: "font/ttf", headers, path: fontFile })),
  );
  await page.exposeFunction("release", () => held.splice(0).forEach((release) => release()));
  await page.exposeFunction("countOnTheWay", () => onTheWay.size);
  return page;
}

/**
 * Runs in the page: shows every page of every paywall, one after the other, and tells how much each moves by itself.
 */
async function shifts({ document: source, products, form }) {
  const { Runtime } = await import("/www/dist/index.js");
  const runtime = await Runtime.load(source);
  document.body.style.margin = "0";
  /** Lets come what the page has asked for, and what it asks for then. */
  const arrive = async () => {
    do {
      await release();
      await frame();
    } while (await countOnTheWay());
  };
  const moved = [];
  for (const { id, name, pages } of runtime.document.paywalls) {
    for (const currentPage of pages) {
      let sum = 0;
      const place = document.body.appendChild(document.createElement("div"));
      await frame();
      const add = (list) => list.forEach((entry) => (sum += entry.value));
      const observer = new PerformanceObserver((list) => add(list.getEntries()));
      observer.observe({ type: "layout-shift" });
      const paywall = runtime
        .launch({ paywall: id, products, state: { currentPage } }, { formFactor: form })
        .mount(place);
      const asked = place.shadowRoot.querySelectorAll("img").length;
      // It is on the screen without them first.
      await frame();
      await frame();
      await arrive();
      await pictures(place.shadowRoot);
      await document.fonts.ready;
      await frame();
      await frame();
      add(observer.takeRecords());
      observer.disconnect();
      moved.push([`${name}, ${currentPage}`, sum, asked]);
      paywall.unmount();
      place.remove();
    }
  }
  return moved;
}

for (const [form, size] of Object.entries(screens)) {
  test(`nothing moves while pictures are late: stock paywalls, ${form}`, async () => {
    const page = await slow(size);
    const moved = await page.evaluate(shifts, { document: stock, products, form });
    assert.deepEqual(
      moved.filter(([, sum]) => sum > 0),
      [],
    );
    assert.ok(moved.some(([, , pictures]) => pictures > 0));
    await page.close();
  });
}

test("nothing moves while pictures are late: real paywalls", { skip: !real && "../shared is not here" }, async () => {
  const page = await slow(screens.television);
  const moved = await page.evaluate(shifts, { ...real, form: "television" });
  assert.deepEqual(
    moved.filter(([, sum]) => sum > 0),
    [],
  );
  await page.close();
});

/** A font of the system whose letters are much larger than those of the usual one. */
const fontFile = [
  "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
  "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans-Bold.ttf",
].find(existsSync);

test("a font that comes late moves nothing, neither on the first visit nor later", {
  skip: !fontFile && "there is no such font here",
}, async () => {
  const source = JSON.stringify(
    JSON.parse(stock, (key, value) => {
      if (key === "fonts") return { any: { family: "Late", style: "Bold", file: "https://fonts.test/late.ttf" } };
      return key === "fontName" ? "Late-Bold" : value;
    }),
  );
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const visit = async () => {
    const page = await slow(screens.phone, context);
    const moved = await page.evaluate(shifts, { document: source, products, form: "phone" });
    const isUsed = await page.evaluate(
      () =>
        [...document.fonts].some(({ family, status }) => family.includes("Late-Bold") && status === "loaded") &&
        document.fonts.check('16px "Late-Bold"'),
    );
    const wide = await page.evaluate(() => {
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = '100px "Late-Bold"';
      return pen.measureText("how wide it is").width;
    });
    await page.close();
    // Only the first paywall has to wait for the font.
    return { isUsed, wide, moved: moved[0][1] };
  };
  const [first, later] = [await visit(), await visit()];
  await context.close();
  assert.deepEqual([first.isUsed, later.isUsed], [true, true]);
  assert.deepEqual([first.moved, later.moved], [0, 0]);
  // On the first visit it is as large as its stand-in, later as large as it is.
  assert.ok(later.wide > first.wide * 1.1, `${later.wide}, ${first.wide}`);
});

test("a jump is seen where there is one", async () => {
  const page = await slow(screens.phone);
  const sum = await page.evaluate(async () => {
    document.body.innerHTML = "<p>a</p><p>b</p>";
    await frame();
    const seen = new Promise((resolve) =>
      new PerformanceObserver((list) => resolve(list.getEntries()[0].value)).observe({ type: "layout-shift" }),
    );
    document.body.firstChild.style.height = "200px";
    return seen;
  });
  assert.ok(sum > 0);
  await page.close();
});

const told = (names) => ({
  paywalls: [
    {
      id: "p",
      name: "p",
      template: {
        min_sdk_version: "3.3.0",
        initialState: { currentPage: "one" },
        pages: [
          {
            name: "one",
            header: [{ component: "text", text: "header" }],
            footer: [{ component: "text", text: "footer" }],
            contentContainer: {
              component: "container",
              id: "content",
              height: "100%",
              components: [
                { component: "text", id: "told", text: names.map((name) => `\${state.${name}}`).join(" / ") },
              ],
            },
            backgroundContainer: { component: "container", components: [], fillColor: "#ffffff" },
          },
        ],
      },
    },
  ],
});

/** Runs in the page: shows a document of one paywall. */
async function show({ source, options = {}, style = "" }) {
  const { Runtime } = await import("/www/dist/index.js");
  window.runtime = await Runtime.load(source);
  document.body.style.margin = "0";
  window.place = document.body.appendChild(document.createElement("div"));
  place.style.cssText = style;
  window.paywall = runtime.launch({ paywall: "p" }, { formFactor: "phone", ...options }).mount(place);
  window.told = () => place.shadowRoot.querySelector("[data-id=told]").textContent;
  window.part = (selector) => place.shadowRoot.querySelector(selector);
}

test("turning the device, a new size and dark mode show at once", async () => {
  const page = await openPage(browser, { viewport: { width: 390, height: 844 } });
  await page.evaluate(show, { source: told(["orientation", "viewportWidth", "viewportHeight", "darkMode"]) });
  assert.equal(await page.evaluate(() => told()), "portrait / 390 / 844 / false");
  await page.setViewportSize({ width: 844, height: 390 });
  await page.waitForFunction(() => told() === "landscape / 844 / 390 / false");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction(() => told() === "landscape / 844 / 390 / true");
  assert.deepEqual(await page.evaluate(() => runtime.launch({ paywall: "p" }).state), { darkMode: true });
  await page.evaluate(() => paywall.unmount());
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForFunction(() => innerWidth === 390);
  await page.evaluate(() => frame());
  assert.equal(await page.evaluate(() => place.shadowRoot.childElementCount), 0);
  await page.close();
});

test("a television's scale follows the size; a size that the app gave stays", async () => {
  const page = await openPage(browser, { viewport: { width: 1920, height: 1080 } });
  await page.evaluate(show, { source: told(["viewportWidth"]), options: { formFactor: "television" } });
  const scale = () => page.evaluate(() => getComputedStyle(part(".paywall")).getPropertyValue("--s"));
  assert.equal(await scale(), "1");
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.waitForFunction(() => told() === "1280");
  assert.equal(await scale(), "0.67");
  await page.evaluate(() => paywall.unmount());
  await page.evaluate(show, { source: told(["viewportWidth"]), options: { device: { width: 1000, height: 500 } } });
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.waitForFunction(() => innerWidth === 1920);
  await page.evaluate(() => frame());
  assert.equal(await page.evaluate(() => told()), "1000");
  await page.close();
});

for (const [what, top, bottom, seen] of [
  ["a notch and a bar", 59, 34, ["true / 59", 59, "34px"]],
  ["nothing", 0, 0, ["false / 0", 40, "0px"]],
]) {
  test(`header and footer keep clear of ${what}`, async () => {
    const page = await openPage(browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Emulation.setSafeAreaInsetsOverride", { insets: { top, bottom, left: 0, right: 0 } });
    await page.evaluate(show, { source: told(["hasNotch", "safeAreaTop"]) });
    const found = await page.evaluate(() => [
      told(),
      part(".header").getBoundingClientRect().top,
      getComputedStyle(part(".footer")).paddingBottom,
    ]);
    assert.deepEqual(found, seen);
    await page.close();
  });
}

test("a paywall fills the visible screen, or the place it is given", async () => {
  const page = await openPage(browser, { viewport: { width: 390, height: 700 } });
  await page.evaluate(show, { source: told(["currentPage"]) });
  const content = () => page.evaluate(() => part(".content").getBoundingClientRect().height);
  assert.equal(await content(), 700);
  await page.evaluate(() => paywall.unmount());
  await page.evaluate(show, { source: told(["currentPage"]), style: "--h:320px" });
  assert.equal(await content(), 320);
  await page.close();
});

test("what is in a closed drawer is loaded when it opens", async () => {
  const page = await openPage(browser, { viewport: { width: 390, height: 844 } });
  const asked = [];
  page.on("request", (request) => /^https:\/\/media\.test/.test(request.url()) && asked.push(request.url().slice(-5)));
  const media = [
    { component: "image", url: "https://media.test/a.png", height: 40 },
    { component: "videoUrl", url: "https://media.test/b.mp4", height: 40 },
  ];
  const drawer = {
    component: "collapseContainer",
    id: "drawer",
    collapseHeader: [{ component: "text", text: "more" }],
    components: media,
  };
  const pages = [
    {
      name: "one",
      contentContainer: {
        component: "container",
        components: [drawer, { component: "image", url: "https://media.test/c.png", height: 40 }],
      },
    },
  ];
  await page.evaluate(show, {
    source: {
      paywalls: [
        {
          id: "p",
          name: "p",
          template: { min_sdk_version: "3.3.0", pages, initialState: { currentPage: "one", openHeaderIds: [] } },
        },
      ],
    },
  });
  await page.evaluate(() => part('[src$="c.png"]').decode().then(frame));
  assert.deepEqual(asked, ["c.png"]);
  const opened = [page.waitForRequest(/a\.png$/), page.waitForRequest(/b\.mp4$/)];
  await page.evaluate(() => part("summary").click());
  await Promise.all(opened);
  assert.deepEqual([...new Set(asked)].sort(), ["a.png", "b.mp4", "c.png"]);
  await page.close();
});

test("pictures of slides are loaded when the slide before them is shown", async () => {
  const page = await openPage(browser, { viewport: { width: 390, height: 844 } });
  const asked = [];
  page.on(
    "request",
    (request) => /^https:\/\/media\.test/.test(request.url()) && asked.push(request.url().slice(-5, -4)),
  );
  // Far beside each other: browsers load what is near by themselves.
  const slides = [..."abcd"].map((name) => ({ url: `https://media.test/${name}.png` }));
  const carousel = {
    component: "carouselContainer",
    id: "slides",
    loopSource: slides,
    slideSpacing: 9000,
    components: [{ component: "image", url: "${slide.url}", height: 100 }],
  };
  const pages = [{ name: "one", contentContainer: { component: "container", components: [carousel] } }];
  await page.evaluate(show, {
    source: {
      paywalls: [
        {
          id: "p",
          name: "p",
          template: {
            min_sdk_version: "3.3.0",
            pages,
            initialState: { currentPage: "one", slides: { any: { any: slides } } },
          },
        },
      ],
    },
  });
  const loaded = (name) => page.evaluate((end) => part(`[src$="${end}"]`).decode().then(frame), `${name}.png`);
  await Promise.all([loaded("a"), loaded("b")]);
  assert.deepEqual(asked.sort().join(""), "ab");
  await page.evaluate(async () => {
    const rest = new Promise((resolve) => part(".slides").addEventListener("scrollend", resolve));
    part(".indicator:nth-child(2)").click();
    await rest;
  });
  await loaded("c");
  assert.deepEqual(asked.sort().join(""), "abc");
  await page.close();
});

const places = {
  fullscreen: ([x, y, width, height]) => assert.deepEqual([x, y, width, height], [0, 0, 1000, 800]),
  modal: ([x, y, width, height]) => assert.deepEqual([x, y, width, height], [260, 40, 480, 720]),
  sheet: ([x, y, width, height]) => assert.deepEqual([x, y, width, height], [180, 120, 640, 680]),
  inline: ([x, y, width, height]) =>
    assert.ok(x === 0 && width === 1000 && height > 20 && height < 200, `${[x, y, width, height]}`),
};
for (const [as, isRight] of Object.entries(places)) {
  test(`presented ${as}`, async () => {
    const page = await openPage(browser, { viewport: { width: 1000, height: 800 }, reducedMotion: "reduce" });
    const before = await page.evaluate(() => {
      document.body.style.margin = "0";
      document.body.append(Object.assign(document.createElement("button"), { id: "opener", textContent: "open" }));
      document.querySelector("#opener").focus();
      return document.body.outerHTML;
    });
    const seen = await page.evaluate(
      async ({ source, as }) => {
        const [{ Runtime }, { present }] = await Promise.all([
          import("/www/dist/index.js"),
          import("/www/dist/present.js"),
        ]);
        const paywall = (await Runtime.load(source)).launch({ paywall: "p" });
        window.events = [];
        paywall.onAction((event) => void events.push(event.action));
        window.shown = present(paywall, { as });
        const box = (one) => Object.values(one.getBoundingClientRect().toJSON()).slice(0, 4);
        const inside = shown.element.shadowRoot;
        return {
          place: box(shown.element),
          behind: box(inside.querySelector(".background")),
          role: shown.element.closest("dialog")?.getAttribute("aria-label") ?? null,
          text: inside.textContent,
        };
      },
      { source: told(["currentPage"]), as },
    );
    isRight(seen.place);
    assert.deepEqual(seen.behind, seen.place);
    assert.equal(seen.role, as === "inline" ? null : "p");
    assert.match(seen.text, /one/);
    await page.mouse.click(2, 2);
    const heard = await page.evaluate(() => events);
    assert.equal(heard.includes("REMOTE_BACK"), as === "modal" || as === "sheet", `${heard}`);
    const after = await page.evaluate(() => {
      shown.dismiss();
      return [
        document.body.outerHTML.replace(/ style="margin: 0px;"/, ' style="margin: 0px;"'),
        document.activeElement.id,
      ];
    });
    assert.deepEqual(after[0], before);
    if (as !== "inline") assert.equal(after[1], "opener");
    await page.close();
  });
}
