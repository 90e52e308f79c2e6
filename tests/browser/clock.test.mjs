// The customer's clock: the page knows it, and nobody has to send anything.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import { launch, openPage } from "./chromium.mjs";

let browser;
let page;
before(async () => (browser = await launch()));
after(() => browser?.close());
afterEach(() => page?.close());

/** 2026-09-27 2:00 in Auckland, when the clock goes on to 3:00. */
const SPRING = Date.UTC(2026, 8, 26, 14);
/** Friday noon in UTC, which is one o'clock on Saturday in Auckland. */
const NOON = Date.UTC(2026, 10, 27, 12);

/** Opens a page in a zone, with a runtime whose rule `work` is for office hours, on `window`. */
async function open(timezoneId) {
  page = await openPage(browser, { timezoneId });
  await page.evaluate(prepare);
}

async function prepare() {
  const { Runtime } = await import("/www/dist/index.js");
  const days = ["mon", "tue", "wed", "thu", "fri"];
  const rule = (id, paywall, more) => ({
    ...{ rule: id, type: "label", value: "home", ...more },
    segments: [{ segment: "all", split: 100, paywall, form_factors: [{ form_factor: "desktop" }] }],
  });
  const text = (id, content, more) => ({ component: "text", id, text: content, ...more });
  const units = { days: false, hours: true, minutes: true, seconds: false };
  const target = "2026-11-28T06:00:00";
  const components = [
    text("shown", "${state.at}", { dateTimeFormat: "yyyy-MM-dd HH:mm" }),
    text("helped", '{{date state.at "HH:mm"}}'),
    { component: "countdownTimerText", id: "left", mode: "targetDateTime", targetDateTime: target, units },
  ];
  const contentContainer = { component: "container", components };
  const initialState = { currentPage: "one", at: "2026-07-01T00:00:00Z" };
  const template = { min_sdk_version: "3.3.0", initialState, pages: [{ name: "one", contentContainer }] };
  window.runtime = await Runtime.load({
    campaign_rules: [
      rule("work", "p", { schedule: { windows: [{ days, from: "09:00", to: "17:00" }] } }),
      rule("else", "p"),
    ],
    paywalls: [{ id: "p", name: "P", template }],
  });
  window.ruleAt = (now, more) => runtime.launch("home", { now, formFactor: "desktop", ...more }).decision.rule;
  window.texts = (paywall) => {
    const place = document.body.appendChild(document.createElement("div"));
    paywall.mount(place);
    const of = (id) => place.shadowRoot.querySelector(`[data-id=${id}]`).textContent;
    return () => ["shown", "helped", "left"].map(of);
  };
}

test("a launch goes by the page's zone", async () => {
  for (const [zone, expected, shown] of [
    ["Pacific/Auckland", "else", ["2026-07-01 12:00", "12:00", "05:00"]],
    ["Europe/Berlin", "work", ["2026-07-01 02:00", "02:00", "17:00"]],
    ["America/New_York", "else", ["2026-06-30 20:00", "20:00", "23:00"]],
    ["America/Los_Angeles", "else", ["2026-06-30 17:00", "17:00", "26:00"]],
    ["Asia/Kolkata", "else", ["2026-07-01 05:30", "05:30", "12:30"]],
    ["UTC", "work", ["2026-07-01 00:00", "00:00", "18:00"]],
  ]) {
    await open(zone);
    const found = await page.evaluate((now) => {
      const paywall = runtime.launch("home", { now, formFactor: "desktop" });
      const { rule } = paywall.decision;
      const decided = runtime.decide({ launch: { label: "home" }, now }).decision.rule;
      return { rule, decided, shown: texts(paywall)() };
    }, NOON);
    // The texts are of a day in July: another offset than today's.
    for (const part of [0, 1, 2]) found.shown[part] = found.shown[part].replace(/^(\d\d)(\d\d)$/, "$1:$2");
    assert.deepEqual(found, { rule: expected, decided: expected, shown }, zone);
    await page.close();
  }
  page = undefined;
});

test("what the app says of the clock wins", async () => {
  await open("Pacific/Auckland");
  const rules = await page.evaluate((now) => {
    const device = (timezone) => ({ device: { timezone } });
    return [
      ruleAt(now),
      ruleAt(now, { utcOffset: 0 }),
      ruleAt(now, device("Europe/Berlin")),
      ruleAt(now, device("America/Los_Angeles")),
      ruleAt(now, { ...device("America/Los_Angeles"), utcOffset: 60 }),
      // Nobody knows it, so the page's counts.
      ruleAt(now, device("New Zealand Standard Time")),
      runtime.decide({ launch: { label: "home" }, now, device: { timezone: "Europe/Berlin" } }).decision.rule,
    ];
  }, NOON);
  assert.deepEqual(rules, ["else", "work", "work", "else", "work", "else", "work"]);
  const shown = await page.evaluate((now) => {
    const paywall = runtime.launch("home", { now, formFactor: "desktop" });
    const read = texts(paywall);
    const all = [read()[1]];
    for (const changes of [{ device: { timezone: "Europe/Berlin" } }, { utcOffset: 0 }, { utcOffset: null }]) {
      paywall.update(changes);
      all.push(read()[1]);
    }
    return all;
  }, NOON);
  assert.deepEqual(shown, ["12:00", "02:00", "00:00", "00:00"]);
});

test("the same changes are found by the page's clock, by name, and by every engine's table", async () => {
  await open("Pacific/Auckland");
  const found = await page.evaluate(async (now) => {
    const { clockOf } = await import("/www/runtime/clock.js");
    const own = clockOf(now, {});
    const zones = [
      "Pacific/Auckland",
      "America/New_York",
      "Africa/Casablanca",
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
    ];
    const named = Object.fromEntries(zones.map((zone) => [zone, clockOf(now, {}, zone)]));
    const begun = performance.now();
    for (let i = 0; i < 1000; i += 1) clockOf(now, {});
    return { own, named, each: (performance.now() - begun) / 1000 };
  }, SPRING);
  assert.equal(found.own.utcOffset, 780);
  assert.equal(found.own.device.timezone, "Pacific/Auckland");
  assert.deepEqual(found.own, found.named["Pacific/Auckland"]);
  assert.equal(found.own.offsetChanges.length, 7);
  assert.deepEqual(found.own.offsetChanges.slice(0, 1), [[Date.UTC(2025, 0), 780]]);
  assert.deepEqual(found.own.offsetChanges[4], [SPRING, 780]);
  const york = found.named["America/New_York"].offsetChanges;
  assert.deepEqual(york[4], [Date.UTC(2026, 10, 1, 6), -300]);
  assert.deepEqual(
    found.named["Australia/Lord_Howe"].offsetChanges.map(([, minutes]) => minutes),
    [660, 630, 660, 630, 660, 630, 660],
  );
  assert.equal(found.named["Asia/Kathmandu"].offsetChanges.length, 1);
  assert.ok(found.named["Africa/Casablanca"].offsetChanges.length >= 6);
  console.log(`# ${(found.each * 1000).toFixed(1)} µs for a clock that is known`);
});

test("a zone that changes while the page is open is followed", async () => {
  await open();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setTimezoneOverride", { timezoneId: "Pacific/Auckland" });
  await page.evaluate((now) => {
    window.read = texts(runtime.launch("home", { now, formFactor: "desktop" }));
  }, NOON);
  assert.equal((await page.evaluate("read()"))[1], "12:00");
  await devtools.send("Emulation.setTimezoneOverride", { timezoneId: "Europe/Berlin" });
  assert.equal(await page.evaluate((now) => ruleAt(now), NOON), "work");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.waitForFunction(() => read()[1] === "02:00");
});
