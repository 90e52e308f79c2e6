// A mounted paywall in a real browser: what is on the page, what changes, and what does not.

import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, test } from "node:test";

import { launch, openPage, origin } from "./chromium.mjs";

let browser;
let page;
before(async () => (browser = await launch()));
after(() => browser?.close());
beforeEach(async () => {
  page = await openPage(browser, { viewport: { width: 390, height: 844 } });
  await page.evaluate(prepare);
});
afterEach(() => page.close());

/** Runs in the page: loads the stock document, and leaves what tests need on `window`. */
async function prepare() {
  const { Runtime } = await import("/www/dist/index.js");
  const read = async (path) => (await fetch(path)).json();
  const [document_, products] = await Promise.all(
    ["document", "products"].map((name) => read(`/paywall-templates/${name}.json`)),
  );
  window.runtime = await Runtime.load(document_);
  window.request = (more) => ({
    products,
    device: { formFactor: "phone", width: 390, height: 844 },
    locale: "en-US",
    // A call knows no time of its own, and countdowns say how much is left.
    now: 1_795_780_800_000,
    ...more,
  });
  window.show = (more) => {
    const host = document.body.appendChild(document.createElement("div"));
    const paywall = runtime.launch(request(more));
    window.events = [];
    paywall.onAction((event) => void window.events.push(event));
    paywall.mount(host);
    return { paywall, root: host.shadowRoot, shown: host.shadowRoot.querySelector(".paywall") };
  };
}

const paywalls = () => page.evaluate(() => runtime.document.paywalls.map(({ id, pages }) => ({ id, pages })));

test("the mounted page is the written page, byte for byte", async () => {
  for (const { id, pages } of await paywalls()) {
    for (const currentPage of pages) {
      const more = { paywall: id, state: { currentPage } };
      const [live, written] = await page.evaluate((more) => {
        const { paywall, shown } = show(more);
        const html = shown.outerHTML;
        paywall.unmount();
        return [html, runtime.render(request(more)).html];
      }, more);
      assert.equal(live, written);
    }
  }
});

test("a selection touches only what changed, and the focus stays", async () => {
  const seen = await page.evaluate(async () => {
    const { root, shown } = show({ paywall: runtime.document.paywalls[0].id });
    const choices = [...root.querySelectorAll("button[aria-pressed=false]")];
    const nodes = new Set(root.querySelectorAll("*"));
    const observer = new MutationObserver(() => {});
    observer.observe(shown, { subtree: true, childList: true, attributes: true, characterData: true });
    choices[0].focus();
    choices[0].click();
    const records = observer.takeRecords();
    const kept = [...root.querySelectorAll("*")].filter((node) => nodes.has(node)).length;
    return {
      pressed: choices[0].getAttribute("aria-pressed"),
      focused: root.activeElement === choices[0],
      touched: records.length,
      kept: kept / nodes.size,
      actions: events.map((event) => event.action),
    };
  });
  assert.equal(seen.pressed, "true");
  assert.ok(seen.focused);
  assert.ok(seen.touched > 0 && seen.touched < 30, `${seen.touched} changes`);
  assert.ok(seen.kept > 0.9, `${seen.kept} of the nodes are still the same`);
  assert.deepEqual(seen.actions, ["SHOW_PAYWALL", "SELECT_SKU"]);
});

test("after every tap the page is what the server would write for that state", async () => {
  for (const { id } of await paywalls()) {
    const differing = await page.evaluate((id) => {
      const { paywall, root, shown } = show({ paywall: id });
      const wrong = [];
      for (let step = 0; step < 12; step++) {
        const taps = [...root.querySelectorAll("[data-tap]")].filter((button) => !button.disabled);
        if (!taps.length) break;
        taps[(step * 5) % taps.length].click();
        const state = paywall.state;
        if (shown.outerHTML !== runtime.render(request({ paywall: id, state })).html) wrong.push(step);
      }
      paywall.unmount();
      return wrong;
    }, id);
    assert.deepEqual(differing, [], id);
  }
});

test("turning the page moves the focus to where the new page wants it", async () => {
  const found = await page.evaluate(() => {
    const many = runtime.document.paywalls.find(({ pages }) => pages.length > 1);
    const device = { formFactor: "television", width: 1920, height: 1080 };
    const { paywall, root } = show({ paywall: many.id, device });
    const names = [runtime.render(request({ paywall: many.id, device })).paywall.page];
    for (const button of root.querySelectorAll("[data-tap]")) {
      button.click();
      if (events.at(-1).action === "PAGE_CHANGE") break;
    }
    const now = runtime.render(request({ paywall: many.id, device, state: paywall.state })).paywall;
    names.push(now.page);
    return { names, wanted: now.focus, focused: root.activeElement?.dataset.tap ?? null };
  });
  assert.notEqual(found.names[0], found.names[1]);
  if (found.wanted !== null) assert.equal(found.focused, found.wanted);
});

test("a newer document that is loaded beside it changes nothing on show, and pages still turn", async () => {
  const seen = await page.evaluate(async () => {
    const many = runtime.document.paywalls.find(({ pages }) => pages.length > 1);
    const { paywall, root, shown } = show({ paywall: many.id });
    const before = shown.outerHTML;
    const { Runtime } = await import("/www/dist/index.js");
    const text = await (await fetch("/paywall-templates/document.json")).text();
    const newer = await Runtime.load(text.replaceAll("Fern", "Moss"));
    const kept = shown.outerHTML === before;
    paywall.update({ locale: "de-DE" });
    paywall.update({ locale: "en-US" });
    const same = shown.outerHTML === before;
    for (const button of root.querySelectorAll("[data-tap]")) {
      button.click();
      if (events.at(-1).action === "PAGE_CHANGE") break;
    }
    const after = { turned: paywall.state.currentPage !== many.pages[0], old: shown.outerHTML.includes("Moss") };
    const host = document.body.appendChild(document.createElement("div"));
    newer.launch(request({ paywall: many.id })).mount(host);
    return { kept, same, ...after, now: host.shadowRoot.textContent.includes("Moss") };
  });
  assert.deepEqual(seen, { kept: true, same: true, turned: true, old: false, now: true });
});

test("televisions, tablets and phones are known by what they call themselves", async () => {
  const agents = {
    "Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36":
      "television",
    "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36 WebAppManager":
      "television",
    "Mozilla/5.0 (Linux; Android 9; AFTMM Build/PS7633) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/108.0 Mobile Safari/537.36":
      "television",
    "Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36":
      "tablet",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1":
      "phone",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36": "desktop",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15":
      "desktop",
    "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 Mobile/15E148 Safari/604.1":
      "tablet",
    "StationTV/3.1 (iPhone; iOS 17.1; Scale/3.00)": "phone",
    "Mozilla/5.0 (Linux armv7l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/78.0 Safari/537.36 HbbTV/1.5.1 (+DRM; Vestel; MB181)":
      "television",
    "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0 Safari/537.36 Hisense VIDAA/6.0":
      "television",
    "Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0 Safari/537.36 VIZIO SmartCast(Conjure/MTKE-2.0)":
      "television",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox Series X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0":
      "television",
    "Mozilla/5.0 (PlayStation; PlayStation 5/6.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15":
      "television",
    "Mozilla/5.0 (X11; Linux armv7l) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/69.0 Safari/537.36 Sky_STB_BCM7252_2018":
      "television",
    "Mozilla/5.0 (Linux; Android 12; Chromecast Build/STTL.230508.010; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/113.0 Safari/537.36":
      "television",
    "Mozilla/5.0 (Linux; Android 12; Sabrina; GoogleTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/113.0 Safari/537.36":
      "television",
  };
  const found = await page.evaluate(async (agents) => {
    const { formFactor } = await import("/www/dist/index.js");
    return agents.map((agent) => formFactor(agent));
  }, Object.keys(agents));
  assert.deepEqual(found, Object.values(agents));
});

test("an iPad that calls itself a Macintosh is a tablet", async () => {
  const userAgent =
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15";
  const pad = await openPage(browser, { userAgent, hasTouch: true });
  const found = await pad.evaluate(async () => {
    Object.defineProperty(navigator, "maxTouchPoints", { value: 5 });
    const { formFactor } = await import("/www/dist/index.js");
    return formFactor();
  });
  assert.equal(found, "tablet");
  await pad.close();
});

test("buttons work from the keyboard", async () => {
  await page.evaluate(() => void show({ paywall: runtime.document.paywalls[0].id }));
  for (const key of ["Enter", "Space"]) {
    await page.evaluate(() => {
      events.length = 0;
      document.querySelector("div").shadowRoot.querySelector("button[data-tap]").focus();
    });
    await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => events.length), 1, key);
  }
});

test("new facts from the app show at once", async () => {
  const texts = await page.evaluate(() => {
    const { paywall, shown } = show({ paywall: runtime.document.paywalls[0].id });
    const before = shown.textContent;
    paywall.update({ products: [] });
    return [before, shown.textContent];
  });
  assert.match(texts[0], /\$\d/);
  assert.doesNotMatch(texts[1], /\$\d/);
});

test("an unmounted paywall leaves nothing, and another can take its place", async () => {
  const left = await page.evaluate(() => {
    const { paywall, root } = show({ paywall: runtime.document.paywalls[0].id });
    paywall.unmount();
    const empty = [root.childNodes.length, root.adoptedStyleSheets.length];
    runtime.launch(request({ paywall: runtime.document.paywalls[1].id })).mount(root.host);
    return { empty, again: root.querySelectorAll(".paywall").length };
  });
  assert.deepEqual(left, { empty: [0, 0], again: 1 });
});

test("an app may take the paywall away while it hears of a tap", async () => {
  const left = await page.evaluate(() => {
    const { paywall, root } = show({ paywall: runtime.document.paywalls[0].id });
    paywall.onAction(() => paywall.unmount());
    root.querySelector("button[data-tap]").click();
    return root.childNodes.length;
  });
  assert.equal(left, 0);
});

test("an app may act, and take the paywall away, while the page changes and the focus leaves what goes", async () => {
  const errors = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  const { id, pages } = (await paywalls()).find(({ pages }) => pages.length > 1);
  const seen = await page.evaluate(
    ([paywall_, [first, second]]) => {
      const { paywall, root } = show({ paywall: paywall_, state: { currentPage: first } });
      const turn = (currentPage, then) => {
        let left = 0;
        const leave = () => left++ || then();
        root.addEventListener("focusout", leave, true);
        root.querySelector("[data-tap]").focus();
        paywall.update({ state: { currentPage } });
        root.removeEventListener("focusout", leave, true);
        return [left > 0, root.querySelector(".paywall")?.outerHTML];
      };
      const written = (state) => runtime.render(request({ paywall: paywall_, state })).html;
      const heard = [];
      const [acted, html] = turn(second, () => {
        paywall.purchaseStarted();
        heard.push(paywall.state.purchaseInProgress, paywall.state.currentPage);
      });
      const isWritten = html === written(paywall.state);
      const gone = turn(first, () => paywall.unmount());
      return { acted, isWritten, heard, gone, left: root.childElementCount };
    },
    [id, pages],
  );
  assert.deepEqual(seen, { acted: true, isWritten: true, heard: [true, pages[1]], gone: [true, undefined], left: 0 });
  assert.deepEqual(errors, []);
});

test("links open in a window of their own, unless the app follows them; buttons drive the video", async () => {
  const seen = await page.evaluate(async () => {
    const { Runtime } = await import("/www/dist/index.js");
    const tap = (name) => ({ id: name, component: "button", components: [], onTap: { function: name } });
    const components = [
      {
        id: "link",
        component: "button",
        components: [],
        url: "https://example.test/terms",
        onTap: { function: "none" },
      },
      { id: "video", component: "videoUrl", url: "https://example.test/v.mp4" },
      tap("namiPlayVideo"),
      tap("namiMuteVideo"),
    ];
    const pages = [{ name: "one", contentContainer: { component: "container", components } }];
    const other = await Runtime.load({
      paywalls: [{ id: "p", name: "p", template: { min_sdk_version: "3.3.0", pages } }],
    });
    const host = document.body.appendChild(document.createElement("div"));
    const paywall = other.launch({ paywall: "p" }).mount(host);
    const [opened, played] = [[], []];
    window.open = (...all) => void opened.push(all);
    HTMLMediaElement.prototype.play = async () => void played.push("play");
    const press = (id) => host.shadowRoot.querySelector(`[data-id=${id}]`).click();
    press("link");
    const stop = paywall.onAction(() => false);
    press("link");
    stop();
    press("namiPlayVideo");
    press("namiMuteVideo");
    return { opened, played, muted: host.shadowRoot.querySelector("video").muted };
  });
  assert.deepEqual(seen, {
    opened: [["https://example.test/terms", "_blank", "noopener"]],
    played: ["play"],
    muted: true,
  });
});

test("without adopted style sheets it looks the same", async () => {
  const look = () => {
    const { root } = show({ paywall: runtime.document.paywalls[0].id });
    const boxes = [...root.querySelectorAll(".paywall [data-id]")].map((part) =>
      Object.values(part.getBoundingClientRect().toJSON()),
    );
    return { boxes, styles: root.querySelectorAll("style").length };
  };
  const adopted = await page.evaluate(look);
  const other = await openPage(browser, { viewport: { width: 390, height: 844 } });
  await other.evaluate(() => {
    delete ShadowRoot.prototype.adoptedStyleSheets;
    delete Document.prototype.adoptedStyleSheets;
  });
  await other.evaluate(prepare);
  const plain = await other.evaluate(look);
  await other.close();
  assert.deepEqual([adopted.styles, plain.styles], [0, 2]);
  assert.deepEqual(plain.boxes, adopted.boxes);
});

test("the strictest policy is kept: no inline style, no inline script, trusted types", async () => {
  const policy = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "img-src data: https:",
    "connect-src 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  const strict = await openPage(browser);
  const problems = [];
  strict.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await strict.route(`${origin}/strict`, (route) =>
    route.fulfill({
      contentType: "text/html",
      headers: { "content-security-policy": policy },
      body: "<!doctype html><body>",
    }),
  );
  await strict.goto(`${origin}/strict`);
  await strict.evaluate(prepare);
  const shown = await strict.evaluate(() => {
    const { root } = show({ paywall: runtime.document.paywalls[0].id });
    root.querySelector("button[aria-pressed=false]").click();
    return getComputedStyle(root.querySelector(".button")).display;
  });
  await strict.close();
  assert.equal(shown, "flex");
  assert.deepEqual(problems, []);
});
