// A flow in a real browser: screens that take one another's place, timers, the back key, pauses, and the memory.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, afterEach, test } from "node:test";

import { launch, openPage } from "./chromium.mjs";
import { root } from "../node/cases.mjs";

/** Onboarding flows: ours, and one that lies beside the repository. */
const stories = [
  {
    name: "our flow",
    file: "tests/documents/onboarding.json",
    label: "onboarding",
    wait: 8_000,
    taps: ["skip", "later", "plansButton"],
    screens: ["Welcome", "Courses", "Account", "Plans"],
    signIn: { taps: ["skip", "later", "signInButton"], screen: "Account", attributes: { subscriber: "true" } },
  },
  {
    name: "the real flow",
    file: "../shared/real/tv-initial-config.json",
    label: "onboarding_ftue_us_ctv",
    wait: 12_000,
    taps: ["closeButton", "closeButton0", "closeButton1", "closeButton"],
    screens: [
      "Onboarding Welcome CTV",
      "Onboarding Primary Feature CTV - RedZone",
      "Onboarding Promo CTV",
      "Frigate TV Page 1",
      "Frigate TV Page 2",
    ],
    signIn: {
      taps: ["closeButton", "closeButton0", "loginButton"],
      screen: "Onboarding Promo CTV",
      attributes: { currentSubscriber: "true" },
    },
  },
];

/** Runs a test with each flow; one that is not at hand shows as skipped. */
function testEach(what, work) {
  for (const story of stories) {
    const file = join(root, story.file);
    const skip = !existsSync(file) && `there is no ${story.file}`;
    test(`${story.name}: ${what}`, { skip }, () =>
      work({ ...story, document: JSON.parse(readFileSync(file, "utf8")) }),
    );
  }
}

let browser;
let page;
before(async () => (browser = await launch()));
after(() => browser?.close());
beforeEach(async () => {
  page = await openPage(browser, { viewport: { width: 1280, height: 720 } });
});
afterEach(() => page.close());

/** Runs in the page: what tests need, on `window`. */
async function prepare({ document: document_, label }) {
  const { Runtime } = await import("/www/dist/index.js");
  window.runtime = await Runtime.load(document_, { memory: "test" });
  window.begin = (options) => {
    const host = document.body.appendChild(document.createElement("div"));
    window.events = [];
    window.paywall = runtime.launch(label, { formFactor: "television", ...options });
    paywall.onAction((event) => void events.push(event));
    paywall.mount(host);
    window.screens = () => [...host.shadowRoot.querySelectorAll("div > div")].map((place) => place.shadowRoot);
    window.press = (id) => screens().at(-1).querySelector(`[data-id=${id}]`).click();
    window.named = () => events.filter(({ action }) => action === "SHOW_PAYWALL").at(-1).paywallName;
  };
}

/** Waits for the page to say so: screens move for a quarter of a second. */
const settled = () => page.waitForFunction(() => screens().length === 1);

testEach("it runs to its end, screen by screen", async (story) => {
  await page.evaluate(prepare, story);
  await page.evaluate(() => begin());
  assert.equal(await page.evaluate(() => named()), story.screens[0]);
  assert.ok(await page.evaluate(() => screens()[0].querySelector("video").src.endsWith("720p.mp4")));
  const names = [];
  for (const id of story.taps) {
    await page.evaluate((id) => press(id), id);
    // Both are there while they move, and the new one answers taps.
    assert.equal(await page.evaluate(() => screens().length), 2);
    names.push(await page.evaluate(() => named()));
    await settled();
    const [live, written] = await page.evaluate((label) => {
      const { html } = runtime.render({
        launch: { label },
        device: { formFactor: "television", width: 1280, height: 720 },
        locale: navigator.language,
        state: paywall.state,
      });
      return [screens()[0].querySelector(".paywall").outerHTML, html];
    }, story.label);
    assert.equal(live, written);
  }
  assert.deepEqual(names, story.screens.slice(1));
  await page.keyboard.press("Backspace");
  const last = await page.evaluate(() => events.slice(-2).map(({ action, handoffTag }) => [action, handoffTag]));
  assert.deepEqual(last, [
    ["FLOW_HANDOFF", "complete"],
    ["FLOW_DONE", undefined],
  ]);
  assert.equal(await page.evaluate(() => document.querySelectorAll("[style]").length), 0);
});

testEach("a screen goes on by itself, and not after it was left or taken away", async (story) => {
  await page.clock.install();
  // However slow the machine is: time goes on only when it is told to.
  await page.clock.pauseAt(Date.now() + 1_000);
  await page.evaluate(prepare, story);
  await page.evaluate(() => begin());
  await page.clock.runFor(story.wait - 100);
  assert.equal(await page.evaluate(() => named()), story.screens[0]);
  await page.clock.runFor(200);
  assert.equal(await page.evaluate(() => named()), story.screens[1]);
  await page.clock.runFor(20_000);
  assert.equal(await page.evaluate(() => named()), story.screens[1]);
  const heard = await page.evaluate(() => {
    paywall.unmount();
    begin();
    paywall.unmount();
    return events.length;
  });
  await page.clock.runFor(20_000);
  assert.equal(await page.evaluate(() => events.length), heard);
});

testEach("those who want less motion see none", async (story) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.evaluate(prepare, story);
  const shown = await page.evaluate((id) => {
    begin();
    press(id);
    return screens().length;
  }, story.taps[0]);
  assert.equal(shown, 1);
});

testEach("the pictures of the next screen are loaded before it is needed", async (story) => {
  const loaded = [];
  page.on("request", (request) => request.resourceType() === "image" && loaded.push(request.url()));
  await page.evaluate(prepare, story);
  await page.evaluate(() => {
    const whenIdle = requestIdleCallback;
    window.requestIdleCallback = (work) => whenIdle(() => (window.prepared = true) && work());
    begin();
  });
  await page.waitForFunction(() => window.prepared);
  await page.evaluate(() => frame());
  const before = new Set(loaded);
  await page.evaluate((id) => press(id), story.taps[0]);
  await settled();
  const used = await page.evaluate(() => [...screens()[0].querySelectorAll("img")].map((image) => image.src));
  assert.ok(used.length > 0);
  assert.deepEqual(
    used.filter((url) => !before.has(url)),
    [],
  );
});

testEach("paused, it is gone on with at the next launch, and finished it begins anew", async (story) => {
  await page.evaluate(prepare, story);
  const { taps, screen, attributes } = story.signIn;
  await page.evaluate((taps) => {
    begin();
    for (const id of taps) press(id);
    paywall.unmount();
  }, taps);
  await page.reload();
  await page.evaluate(prepare, story);
  assert.equal(await page.evaluate(() => begin() ?? named()), screen);
  const state = await page.evaluate(
    ([id, attributes]) => {
      press(id);
      paywall.update({ customer: { attributes } });
      paywall.send("__resume__");
      return paywall.state.flow.done;
    },
    [taps.at(-1), attributes],
  );
  assert.equal(state, true);
  assert.equal(await page.evaluate(() => begin() ?? named()), story.screens[0]);
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
