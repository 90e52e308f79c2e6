// The parts that live in a real browser: drawers, switches, pickers, carousels, videos, countdowns, and the focus.

import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { launch, openPage } from "./chromium.mjs";

let browser;
let page;
before(async () => (browser = await launch({ args: ["--autoplay-policy=no-user-gesture-required"] })));
after(() => browser?.close());
beforeEach(() => open());
afterEach(() => page.close());

async function open({ isStill, ...options } = {}) {
  await page?.close();
  page = await openPage(browser, { viewport: { width: 390, height: 844 }, ...options });
  // However slow the machine is: time goes on only when it is told to.
  if (isStill) {
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 1_000);
  }
  await page.evaluate(prepare);
}

/** Runs in the page: loads the document of all controls, and leaves what tests need on `window`. */
async function prepare() {
  const { Runtime } = await import("/www/dist/index.js");
  window.source = await (await fetch("/tests/documents/controls.json")).json();
  window.runtime = await Runtime.load(source);
  window.request = (more) => ({
    device: { formFactor: "phone", width: 390, height: 844 },
    locale: "en-US",
    now: Date.now(),
    ...more,
  });
  window.show = (paywall, { mount, ...more } = {}) => {
    window.host = document.body.appendChild(document.createElement("div"));
    window.events = [];
    window.asked = request({ paywall, ...more });
    window.paywall = runtime.launch(asked);
    window.paywall.onAction((event) => void events.push(event));
    window.paywall.mount(host, mount);
    window.root = host.shadowRoot;
    window.part = (id, at = 0) => root.querySelectorAll(`[data-id="${id}"]`)[at];
    window.names = () => events.map(({ action }) => action).filter((action) => action !== "SHOW_PAYWALL");
    window.isWritten = () =>
      root.querySelector(".paywall").outerHTML === runtime.render({ ...asked, state: window.paywall.state }).html;
  };
}

const show = (...args) => page.evaluate((args) => show(...args), args);
const names = () => page.evaluate(() => names());
const until = (test, argument) => page.waitForFunction(test, argument, { timeout: 10_000 });

test("every page of the document is mounted as it is written", async () => {
  const wrong = await page.evaluate(() => {
    const wrong = [];
    for (const { id, pages } of runtime.document.paywalls) {
      for (const currentPage of pages) {
        show(id, { state: { currentPage } });
        if (root.querySelector(".paywall").outerHTML !== runtime.render({ ...asked, state: { currentPage } }).html)
          wrong.push(id);
        paywall.unmount();
      }
    }
    return wrong;
  });
  assert.deepEqual(wrong, []);
});

test("a drawer opens and closes by mouse and by keyboard, once each", async () => {
  await show("drawers");
  const open = () => page.evaluate(() => part("faq").open);
  await page.click("text=Can I cancel?");
  assert.equal(await open(), true);
  assert.ok(await page.evaluate(() => isWritten()));
  await page.evaluate(() => part("faq").firstChild.focus());
  await page.keyboard.press("Enter");
  assert.equal(await open(), false);
  await page.keyboard.press("Space");
  assert.equal(await open(), true);
  assert.deepEqual(await names(), ["COLLAPSIBLE_DRAWER_OPEN", "COLLAPSIBLE_DRAWER_CLOSE", "COLLAPSIBLE_DRAWER_OPEN"]);
});

test("a drawer inside a product is that product's", async () => {
  await show("drawers");
  await page.evaluate(() => part("collapse", 1).firstChild.click());
  const seen = await page.evaluate(() =>
    [0, 1].map((at) => [part("collapse", at).open, part("collapse", at).firstChild.textContent]),
  );
  assert.deepEqual(seen, [
    [false, "Monthly"],
    [true, "Yearlyopen"],
  ]);
});

test("switches, toggles and pickers set the form, and say so", async () => {
  await show("forms");
  const checked = (id) =>
    page.evaluate((id) => part(id).getAttribute("aria-checked") ?? part(id).getAttribute("aria-pressed"), id);
  assert.equal(await checked("trialSwitch"), "true");
  await page.evaluate(() =>
    ["trialSwitch", "lonelySwitch", "deadSwitch", "terms", "large", "b3", "plus"].forEach((id) => part(id).click()),
  );
  assert.deepEqual(
    await Promise.all(
      ["trialSwitch", "lonelySwitch", "deadSwitch", "terms", "small", "large", "b2", "b3", "plus"].map(checked),
    ),
    ["false", "true", "false", "true", "false", "true", "false", "true", "true"],
  );
  assert.equal(await page.evaluate(() => part("seen").textContent), "trial false, size l, billing once, group Plus");
  assert.equal((await names()).length, 6);
  assert.ok(await page.evaluate(() => isWritten()));
});

test("arrow keys move and choose within a group of choices", async () => {
  await show("forms");
  await page.evaluate(() => part("b1").focus());
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const seen = await page.evaluate(() => [root.activeElement.dataset.id, paywall.state.formStates.billing]);
  assert.deepEqual(seen, ["b3", "once"]);
});

test("a carousel follows its indicators and the finger, and says which slide came", async () => {
  await page.evaluate(async () => {
    runtime = await runtime.constructor.load(JSON.stringify(source).replace('"autoplay":true', '"autoplay":false'));
    show("loops");
  });
  const at = () =>
    page.evaluate(() => [part("carousel").dataset.index, Math.round(part("carousel").firstChild.scrollLeft)]);
  const step = await page.evaluate(
    () => part("carousel").firstChild.children[1].offsetLeft - part("carousel").firstChild.firstChild.offsetLeft,
  );
  assert.ok(step > 250 && step < 390, `slides are ${step} apart`);
  await page.evaluate(() => part("carousel").querySelectorAll(".indicator")[1].click());
  await until((step) => Math.abs(part("carousel").firstChild.scrollLeft - step) < 2, step);
  assert.equal((await at())[0], "1");
  await page.evaluate((step) => part("carousel").firstChild.scrollTo({ left: 2 * step, behavior: "instant" }), step);
  await until(() => part("carousel").dataset.index === "2");
  assert.equal(await page.evaluate(() => part("group").textContent), "Plus 2");
  assert.deepEqual(await names(), ["SLIDE_CHANGE", "SLIDE_CHANGE", "TOGGLE_CHANGE"]);
  await page.evaluate(() => part("carousel").firstChild.focus());
  await page.keyboard.press("ArrowRight");
  await until(() => part("carousel").dataset.index === "0");
});

test("a carousel plays by itself, but not under the mouse or the focus, nor against the customer's wish", async () => {
  const at = () => page.evaluate(() => part("carousel").dataset.index);
  // The test's clock says when slides turn, the browser's own how long they glide.
  const rested = async () => {
    const isAtRest = () => {
      const { firstChild: slides, dataset } = part("carousel");
      const left = slides.children[+dataset.index].offsetLeft - slides.firstChild.offsetLeft;
      return Math.abs(slides.scrollLeft - left) < 2;
    };
    while (!(await page.evaluate(isAtRest))) await sleep(50);
  };
  await open({ isStill: true });
  await show("loops");
  await page.clock.runFor(900);
  assert.equal(await at(), "0");
  await page.clock.runFor(200);
  assert.equal(await at(), "1");
  await rested();
  await page.hover("text=Listen");
  const held = await at();
  await page.clock.runFor(10_000);
  assert.equal(await at(), held);
  await page.mouse.move(200, 800);
  await page.clock.runFor(1_000);
  assert.notEqual(await at(), held);
  await rested();
  const left = await at();
  await page.evaluate(() => part("carousel").firstChild.focus());
  await page.clock.runFor(10_000);
  assert.equal(await at(), left);
  await open({ isStill: true, reducedMotion: "reduce" });
  await show("loops");
  await page.clock.runFor(10_000);
  assert.equal(await at(), "0");
});

test("a video says what it does, and its buttons follow", async () => {
  await page.evaluate(async () => {
    const film = URL.createObjectURL(await (await fetch("/tests/browser/film.webm")).blob());
    const text = JSON.stringify(source).replaceAll("https://video.example/film.webm", film);
    runtime = await runtime.constructor.load(text);
    show("media");
  });
  const press = (id) => page.evaluate((id) => part(id).click(), id);
  const face = () => page.evaluate(() => [part("play").textContent, part("sound").textContent]);
  assert.deepEqual(await face(), ["Play", "Unmute"]);
  await press("play");
  await until(() => names().includes("VIDEO_STARTED"));
  assert.deepEqual(await face(), ["Pause", "Unmute"]);
  await press("sound");
  await until(() => names().includes("VIDEO_UNMUTED"));
  await press("play");
  await until(() => names().includes("VIDEO_PAUSED"));
  assert.deepEqual(await face(), ["Play", "Mute"]);
  await page.evaluate(() => (root.querySelector("video").playbackRate = 4));
  await press("play");
  await until(() => names().includes("VIDEO_ENDED"));
  const seen = (await names()).filter((name) => name.startsWith("VIDEO"));
  assert.deepEqual(seen, ["VIDEO_STARTED", "VIDEO_UNMUTED", "VIDEO_PAUSED", "VIDEO_RESUMED", "VIDEO_ENDED"]);
  const data = await page.evaluate(() => events.find(({ action }) => action === "VIDEO_ENDED").videoMetaData);
  assert.equal(data.id, "film");
  assert.equal(data.muteByDefault, true);
  assert.ok(data.contentTimecode > 0.5);
});

test("a stream is played by the app's player, where the browser does not play it", async () => {
  const done = await page.evaluate(async () => {
    const text = JSON.stringify(source).replaceAll("film.webm", "film.m3u8");
    runtime = await runtime.constructor.load(text);
    const done = [];
    class Player {
      loadSource(url) {
        done.push(url);
      }
      attachMedia(video) {
        // There is nothing in it: an error ends its loading.
        video.addEventListener("error", () => done.push("over"));
        done.push(video.localName, (video.src = URL.createObjectURL(new Blob())) && "attached");
      }
      destroy() {
        done.push("destroyed");
      }
    }
    const hls = async () => ({ default: Player });
    const plays = HTMLMediaElement.prototype.canPlayType;
    HTMLMediaElement.prototype.canPlayType = () => "maybe";
    show("media", { mount: { hls } });
    paywall.unmount();
    HTMLMediaElement.prototype.canPlayType = () => "";
    show("media", { mount: { hls } });
    await until(() => done.includes("over"));
    paywall.unmount();
    HTMLMediaElement.prototype.canPlayType = plays;
    return [...done, ...names()];
  });
  assert.deepEqual(done, ["https://video.example/film.m3u8", "video", "attached", "over", "destroyed"]);
});

test("a countdown counts, survives a change of the page, and says when it is over", async () => {
  await open({ isStill: true });
  await show("time", { now: Date.UTC(2026, 0, 1) });
  const short = () => page.evaluate(() => part("short")?.textContent ?? null);
  assert.equal(await page.evaluate(() => names().filter((name) => name === "COUNTDOWN_TIMER_COMPLETED").length), 2);
  assert.equal(await short(), "02");
  await page.clock.runFor(900);
  assert.equal(await short(), "02");
  await page.clock.runFor(200);
  assert.equal(await short(), "01");
  await page.evaluate(() => {
    window.node = part("short").querySelector(".number").firstChild;
    part("more").click();
  });
  assert.equal(await short(), "01");
  assert.ok(await page.evaluate(() => node.isConnected));
  await page.clock.runFor(1_000);
  assert.equal(await short(), null);
  assert.equal((await names()).filter((name) => name === "COUNTDOWN_TIMER_COMPLETED").length, 3);
});

test("bars fill and move", async () => {
  await show("time");
  const width = (id) =>
    page.evaluate((id) => part(id).firstChild.getBoundingClientRect().width / part(id).clientWidth, id);
  assert.ok(Math.abs((await width("step")) - 0.4) < 0.02);
  await until(() => part("bar").firstChild.getBoundingClientRect().width > part("bar").clientWidth * 0.35);
});

test("on a television the arrows find the way, and Back is heard", async () => {
  await show("forms", { device: { formFactor: "television", width: 1280, height: 720 } });
  const focused = () => page.evaluate(() => root.activeElement?.dataset.id ?? null);
  const walk = [];
  for (const key of [
    "ArrowDown",
    "ArrowDown",
    "ArrowDown",
    "ArrowDown",
    "ArrowDown",
    "ArrowRight",
    "ArrowDown",
    "ArrowUp",
  ]) {
    walk.push(await focused());
    await page.keyboard.press(key);
  }
  assert.equal(walk[0], "plan", "the featured product has the focus first");
  await page.evaluate(() => part("trialSwitch").focus());
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
  assert.equal(await focused(), "large");
  await page.keyboard.press("ArrowDown");
  assert.match(await focused(), /^b\d$/);
  await page.keyboard.press("ArrowLeft");
  assert.equal(await page.evaluate(() => paywall.state.formStates), undefined, "the focus chooses nothing there");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => paywall.state.formStates.billing), "monthly");
  await page.keyboard.press("Escape");
  assert.equal((await names()).at(-1), "REMOTE_BACK");
});

test("the focus is where it was when a page comes back", async () => {
  await show("flex");
  await page.evaluate(() => part("second").focus());
  await page.keyboard.press("Enter");
  await page.evaluate(() => part("back").focus());
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => root.activeElement.dataset.id), "second");
});

test("a dialog keeps the focus and gives it back", async () => {
  await page.evaluate(() =>
    document.body.appendChild(Object.assign(document.createElement("button"), { id: "opener" })).focus(),
  );
  await show("flex", { mount: { dialog: true } });
  const dialog = await page.evaluate(() => ["role", "aria-modal", "aria-label"].map((name) => host.getAttribute(name)));
  assert.deepEqual(dialog, ["dialog", "true", "Flex"]);
  const focused = () => page.evaluate(() => root.activeElement?.dataset.id ?? null);
  assert.equal(await focused(), "buy");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await focused(), "second");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "buy");
  await page.evaluate(() => paywall.unmount());
  assert.deepEqual(await page.evaluate(() => [document.activeElement.id, host.hasAttribute("role")]), [
    "opener",
    false,
  ]);
});

test("the app tells how a purchase goes, and the page follows", async () => {
  await show("flex");
  await page.evaluate(() => part("buy").click());
  assert.equal(await page.evaluate(() => part("busy").textContent), "Buying m");
  await page.evaluate(() => paywall.purchaseFailed({ error: "Your card was declined" }));
  const failed = await page.evaluate(() =>
    [part("busy"), part("error").textContent, root.querySelector("[role=status]").textContent].map((it) => it ?? null),
  );
  assert.deepEqual(failed, [null, "It failed: Your card was declined", "Your card was declined"]);
  await page.evaluate(() => {
    paywall.purchaseStarted();
    paywall.purchaseSucceeded({ close: true });
  });
  assert.equal(await page.evaluate(() => part("error") ?? null), null);
  const told = await page.evaluate(() =>
    events.map(({ action, sku, timeSpentOnPaywall }) => [action, sku?.id, timeSpentOnPaywall >= 0]),
  );
  assert.deepEqual(
    told.slice(1),
    [
      ["PURCHASE_SELECTED_SKU", "m", false],
      ["PURCHASE_FAILED", "m", false],
      ["PURCHASE_SUCCESS", "m", false],
      ["CLOSE_PAYWALL", undefined, true],
    ]
      .map((row) => row.map((it) => it ?? null))
      .map(([action, sku, time]) => [action, sku ?? undefined, time]),
  );
});

test("a page begins at its top, even if the first focus is below", async () => {
  const found = await page.evaluate(async () => {
    const button = { component: "button", id: "last", focused: true, components: [{ component: "text", text: "Go" }] };
    const column = (more) => ({ component: "container", direction: "vertical", ...more });
    const high = column({ components: [column({ width: 10, height: 2000 })] });
    const content = column({ width: "100%", height: "100%", components: [high, button] });
    const template = { min_sdk_version: "3.3.0", pages: [{ name: "a", contentContainer: content }] };
    const { Runtime } = await import("/www/dist/index.js");
    window.runtime = await Runtime.load({ paywalls: [{ id: "long", name: "Long", sku_menus: [], template }] });
    show("long");
    // The focus comes once the caller is done.
    await null;
    const content_ = root.querySelector(".content");
    return [root.activeElement?.dataset.id, content_.scrollHeight > content_.clientHeight, content_.scrollTop];
  });
  assert.deepEqual(found, ["last", true, 0]);
});

test("while interaction is locked, neither mouse nor keyboard reaches a button", async () => {
  await show("flex");
  await page.evaluate(() => {
    part("buy").focus();
    paywall.allowUserInteraction(false);
  });
  await page.keyboard.press("Enter");
  await page.mouse.click(195, 100);
  assert.deepEqual(await names(), []);
  await page.evaluate(() => {
    paywall.allowUserInteraction(true);
    part("buy").click();
  });
  assert.deepEqual(await names(), ["PURCHASE_SELECTED_SKU"]);
});
