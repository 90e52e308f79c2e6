// A flow in a real browser: screens that take one another's place, timers, the back key, pauses, and the memory.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, afterEach, test } from "node:test";

import { launch, openPage } from "./chromium.mjs";
import { root } from "../node/cases.mjs";

const file = join(root, "../shared/real/tv-initial-config.json");
const real = existsSync(file) && JSON.parse(readFileSync(file, "utf8"));
const skip = real ? false : "the real document is not at hand";

let browser;
let page;
before(async () => (browser = await launch()));
after(() => browser?.close());
beforeEach(async () => {
  page = await openPage(browser, { viewport: { width: 1280, height: 720 } });
});
afterEach(() => page.close());

/** Runs in the page: what tests need, on `window`. */
async function prepare(document_) {
  const { Runtime } = await import("/www/dist/index.js");
  window.runtime = await Runtime.load(document_, { memory: "test" });
  window.begin = (options) => {
    const host = document.body.appendChild(document.createElement("div"));
    window.events = [];
    window.paywall = runtime.launch("onboarding_ftue_us_ctv", { formFactor: "television", ...options });
    paywall.onAction((event) => void events.push(event));
    paywall.mount(host);
    window.screens = () => [...host.shadowRoot.querySelectorAll("div > div")].map((place) => place.shadowRoot);
    window.press = (id) => screens().at(-1).querySelector(`[data-id=${id}]`).click();
    window.named = () => events.filter(({ action }) => action === "SHOW_PAYWALL").at(-1).paywallName;
  };
}

/** Waits for the page to say so: screens move for a quarter of a second. */
const settled = () => page.waitForFunction(() => screens().length === 1);

test("the real onboarding flow runs to its end, screen by screen", { skip }, async () => {
  await page.evaluate(prepare, real);
  await page.evaluate(() => begin());
  assert.equal(await page.evaluate(() => named()), "Onboarding Welcome CTV");
  assert.ok(await page.evaluate(() => screens()[0].querySelector("video").src.endsWith("720p.mp4")));
  const names = [];
  for (const id of ["closeButton", "closeButton0", "closeButton1", "closeButton"]) {
    await page.evaluate((id) => press(id), id);
    // Both are there while they move, and the new one answers taps.
    assert.equal(await page.evaluate(() => screens().length), 2);
    names.push(await page.evaluate(() => named()));
    await settled();
    const [live, written] = await page.evaluate(() => {
      const { html } = runtime.render({
        launch: { label: "onboarding_ftue_us_ctv" },
        device: { formFactor: "television", width: 1280, height: 720 },
        locale: navigator.language,
        state: paywall.state,
      });
      return [screens()[0].querySelector(".paywall").outerHTML, html];
    });
    assert.equal(live, written);
  }
  assert.deepEqual(names, [
    "Onboarding Primary Feature CTV - RedZone",
    "Onboarding Promo CTV",
    "Frigate TV Page 1",
    "Frigate TV Page 2",
  ]);
  await page.keyboard.press("Backspace");
  const last = await page.evaluate(() => events.slice(-2).map(({ action, handoffTag }) => [action, handoffTag]));
  assert.deepEqual(last, [
    ["FLOW_HANDOFF", "complete"],
    ["FLOW_DONE", undefined],
  ]);
  assert.equal(await page.evaluate(() => document.querySelectorAll("[style]").length), 0);
});

test("a screen goes on by itself, and not after it was left or taken away", { skip }, async () => {
  await page.clock.install();
  // However slow the machine is: time goes on only when it is told to.
  await page.clock.pauseAt(Date.now() + 1_000);
  await page.evaluate(prepare, real);
  await page.evaluate(() => begin());
  await page.clock.runFor(11_900);
  assert.equal(await page.evaluate(() => named()), "Onboarding Welcome CTV");
  await page.clock.runFor(200);
  assert.equal(await page.evaluate(() => named()), "Onboarding Primary Feature CTV - RedZone");
  await page.clock.runFor(20_000);
  assert.equal(await page.evaluate(() => named()), "Onboarding Primary Feature CTV - RedZone");
  const heard = await page.evaluate(() => {
    paywall.unmount();
    begin();
    paywall.unmount();
    return events.length;
  });
  await page.clock.runFor(20_000);
  assert.equal(await page.evaluate(() => events.length), heard);
});

test("those who want less motion see none", { skip }, async () => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.evaluate(prepare, real);
  const shown = await page.evaluate(() => {
    begin();
    press("closeButton");
    return screens().length;
  });
  assert.equal(shown, 1);
});

test("the pictures of the next screen are loaded before it is needed", { skip }, async () => {
  const loaded = [];
  page.on("request", (request) => request.resourceType() === "image" && loaded.push(request.url()));
  await page.evaluate(prepare, real);
  await page.evaluate(() => {
    const whenIdle = requestIdleCallback;
    window.requestIdleCallback = (work) => whenIdle(() => (window.prepared = true) && work());
    begin();
  });
  await page.waitForFunction(() => window.prepared);
  await page.evaluate(() => frame());
  const before = new Set(loaded);
  await page.evaluate(() => press("closeButton"));
  await settled();
  const used = await page.evaluate(() => [...screens()[0].querySelectorAll("img")].map((image) => image.src));
  assert.ok(used.length > 0);
  assert.deepEqual(
    used.filter((url) => !before.has(url)),
    [],
  );
});

test("a paused flow is gone on with at the next launch, and a finished one begins anew", { skip }, async () => {
  await page.evaluate(prepare, real);
  await page.evaluate(() => {
    begin();
    for (const id of ["closeButton", "closeButton0", "loginButton"]) press(id);
    paywall.unmount();
  });
  await page.reload();
  await page.evaluate(prepare, real);
  assert.equal(await page.evaluate(() => begin() ?? named()), "Onboarding Promo CTV");
  const state = await page.evaluate(() => {
    press("loginButton");
    paywall.update({ customer: { attributes: { currentSubscriber: "true" } } });
    paywall.send("__resume__");
    return paywall.state.flow.done;
  });
  assert.equal(state, true);
  assert.equal(await page.evaluate(() => begin() ?? named()), "Onboarding Welcome CTV");
});

/** A rule with a cap of one a session and two in all, its paywall, and a holdout. */
const capped = {
  paywalls: [
    {
      id: "p",
      name: "Offer",
      template: {
        min_sdk_version: "3.3.0",
        pages: [{ name: "one", contentContainer: { component: "container", components: [] } }],
      },
    },
  ],
  campaign_rules: ["offer", "held"].map((value) => ({
    rule: value,
    type: "label",
    value,
    segments: [{ segment: "all", split: 100, paywall: "p", form_factors: ["desktop"] }],
    frequency: [
      { max: 1, per: "session" },
      { max: 2, per: "install" },
    ],
    experiment: {
      key: value,
      sticky: true,
      ...(value === "held" && { holdout: { id: "all", seed: "x", percent: 100 } }),
    },
  })),
};

test("what was shown is remembered, by all tabs, and can be forgotten", async () => {
  await page.evaluate(async (document_) => {
    const { Runtime } = await import("/www/dist/index.js");
    // Each as in a tab of its own.
    const runtimes = [
      await Runtime.load(document_, { memory: "app" }),
      await Runtime.load(document_, { memory: "app" }),
    ];
    window.runtime = runtimes[0];
    window.show = (now, label = "offer") => {
      try {
        runtimes.reverse();
        const paywall = runtimes[0].launch(label, {
          now,
          formFactor: "desktop",
          customer: { id: "80000000-0000-4000-8000-000000000000" },
        });
        paywall.mount(document.body.appendChild(document.createElement("div")));
        paywall.mount(document.body.appendChild(document.createElement("div")));
        return "shown";
      } catch (error) {
        return error.code;
      }
    };
  }, capped);
  const hour = 3_600_000;
  const none = "labeled_campaign_not_found";
  assert.equal(
    await page.evaluate(
      () =>
        runtime.decide({ launch: { label: "offer" }, device: { formFactor: "desktop" }, customer: { id: "1" } })
          .decision.rule,
    ),
    "offer",
  );
  assert.deepEqual(await page.evaluate((hour) => [show(0), show(1), show(hour), show(3 * hour)], hour), [
    "shown",
    none,
    "shown",
    none,
  ]);
  const stored = await page.evaluate(() => JSON.parse(localStorage["paywall/1/app"]));
  assert.deepEqual(stored.history, { offer: [0, hour] });
  assert.deepEqual(stored.assignments, { "id||80000000-0000-4000-8000-000000000000": { offer__0: "all" } });
  assert.deepEqual(await page.evaluate((hour) => [show(4 * hour, "held"), show(4 * hour + 1, "held")], hour), [
    "held_out",
    none,
  ]);
  await page.evaluate(() => runtime.forget());
  assert.equal(await page.evaluate((hour) => show(9 * hour), hour), "shown");
});

test("without a storage, or with nonsense in it, everything works", async () => {
  const outcomes = await page.evaluate(async (document_) => {
    const { Runtime } = await import("/www/dist/index.js");
    const outcomes = [];
    for (const broken of ["[", "7", '{"history":7,"assignments":"x","session":{"start":"y","last":1}}', null]) {
      if (broken) localStorage["paywall/1/odd"] = broken;
      else
        Storage.prototype.setItem = Storage.prototype.getItem = () => {
          throw new DOMException("full", "QuotaExceededError");
        };
      const runtime = await Runtime.load(document_, { memory: "odd" });
      const launch = () => runtime.launch("offer", { formFactor: "desktop", customer: { id: "u" } });
      launch().mount(document.createElement("div"));
      try {
        launch();
        outcomes.push("shown twice");
      } catch (error) {
        outcomes.push(error.code);
      }
    }
    return outcomes;
  }, capped);
  assert.deepEqual(outcomes, Array(4).fill("labeled_campaign_not_found"));
});
