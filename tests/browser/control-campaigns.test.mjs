// The campaigns of the Control Center, in a real Chromium and with the real program: a win-back from a template, its
// conditions, its place, stopped and taken back, its form once more; what is misspelled holds a publication up until it
// is mended by one click; the calendar; axe, light and dark, on a desktop and on a phone.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { violations } from "./axe.mjs";
import { center } from "./center.mjs";
import { launch } from "./chromium.mjs";

let host, browser, draft, page, complaints;

before(async () => {
  host = await center();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  host?.stop();
});

beforeEach(async () => {
  draft = (await host.call("POST", "drafts", { name: "Spring" })).body.id;
  complaints = [];
  await page?.context().close();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, extraHTTPHeaders: host.headers });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    const isStream = /\/events$/.test(message.location().url);
    if (["error", "warning"].includes(message.type()) && !isStream) complaints.push(message.text());
  });
});

const quiet = () => assert.deepEqual(complaints, []);
const document = async () => (await host.call("GET", `drafts/${draft}/document`)).body;
const rules = async () => Object.fromEntries((await document()).campaign_rules.map((rule) => [rule.rule, rule]));
const row = (id) => page.locator(`[data-rule="${id}"]`);
const heading = (name) => page.getByRole("heading", { level: 1, name });

/** Opens a page of the campaigns in the draft. */
async function open(path) {
  const address = new URL(`${host.origin}/control/fern/${path}`);
  address.searchParams.set("draft", draft);
  await page.goto(String(address));
  await page.locator(".campaigns h1").waitFor();
}

/** Waits until all that was done is saved. */
async function saved() {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  await page.waitForFunction(() => !document.querySelector(".campaigns").hasAttribute("data-waiting"));
}

/** Puts the rules of a win-back at “home” into the draft, as the template's page would. */
async function winBack() {
  const { paywalls } = await document();
  const [first, second, third, otherwise] = paywalls.map(({ id }) => id);
  const parameters = { placement: "home", entitlement: "plus", first, second, third, otherwise };
  const made = (await host.call("POST", "templates/campaigns/win-back", { draft, parameters })).body;
  await host.call("POST", `drafts/${draft}/edits`, { operations: made.operations }, { "if-match": '"0"' });
}

test("a win-back from a template, with another condition, stopped and taken back, and its form once more", async () => {
  await open("campaigns?new=all");
  await page.getByLabel("Find a template").fill("win-back");
  await page.getByRole("link", { name: /Win-back in tiers/ }).click();
  await heading("Win-back in tiers").waitFor();
  await page.getByText("A customer who left ten days ago").waitFor();
  await page.getByLabel("Entitlement needed").fill("plus");
  for (const [name, paywall] of [
    ["First offer", "Fern Phone"],
    ["Second offer", "Fern Upgrade"],
    ["Third offer", "Fern Tour"],
  ])
    await page.getByLabel(`${name} needed`).selectOption({ label: paywall });
  // A value that is missing is said at its field.
  await page.getByRole("button", { name: "Add to the draft" }).click();
  await page.locator("[data-parameter=otherwise]").getByRole("alert").waitFor();
  complaints = complaints.filter((one) => !one.includes("422"));
  await page.getByLabel("For everybody else needed").selectOption({ label: "Fern Tablet" });
  await page.getByRole("button", { name: "Add to the draft" }).click();
  await heading("Win-back: left lately").waitFor();

  const who = page.locator("[data-part=who]");
  await who.getByText("whose last subscription ended in the last 30 days").waitFor();
  await who.getByLabel("Number").fill("14");
  await who.getByText("ended in the last 14 days").waitFor();
  await who.getByRole("button", { name: "Condition", exact: true }).click();
  const added = who.locator(".conditions > li").last();
  await added.getByLabel("Fact").selectOption({ label: "country" });
  await added.getByLabel("Add a value").fill("nz");
  await added.getByLabel("Add a value").press("Enter");
  await who.getByText("whose country is NZ").waitFor();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("button", { name: "Start", exact: true }).waitFor();
  await saved();
  assert.equal((await rules())["win-back_first"].enabled, false);
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Control+z");
  await page.getByRole("button", { name: "Stop", exact: true }).waitFor();
  await saved();
  const rule = (await rules())["win-back_first"];
  assert.equal(rule.enabled, undefined);
  assert.deepEqual(rule.conditions.at(-1), { identifier: "Device.country", operator: "any_of", values: ["NZ"] });
  assert.deepEqual(rule.conditions[2].values, ["P14D"]);

  await page.getByRole("link", { name: "Open its form" }).click();
  assert.equal(await page.getByLabel("Entitlement needed").inputValue(), "plus");
  await page.getByLabel("First days").fill("20");
  await page.getByRole("button", { name: "Change the rules" }).click();
  await page.locator("[data-part=who]").getByText("ended in the last 20 days").waitFor();
  await page.getByRole("button", { name: "Detach" }).click();
  await saved();
  const after = await rules();
  assert.equal(after["win-back_first"].from, undefined);
  assert.equal(after["win-back_second"].from.parameters.first_days, 20);
  assert.equal(Object.keys(after).filter((id) => id.startsWith("win-back")).length, 4, "it is no second campaign");
  quiet();
});

test("rules are put in order by keys and by dragging, copied and removed", async () => {
  await winBack();
  await open("campaigns?q=win-back");
  const order = () => page.locator("[data-rule]").evaluateAll((all) => all.map((one) => one.dataset.rule));
  const begun = await order();
  assert.deepEqual(begun.slice(0, 3), ["win-back_first", "win-back_second", "win-back_third"]);
  await row("win-back_third").getByRole("link").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.keyboard.press("Alt+ArrowUp");
  await page.waitForFunction(() => document.querySelector("[data-rule]").dataset.rule === "win-back_third");
  const focused = await page.evaluate(() => document.activeElement.closest("[data-rule]")?.dataset.rule);
  assert.equal(focused, "win-back_third", "the focus stays with the rule");
  await row("win-back_first").dragTo(row("win-back_third"), { targetPosition: { x: 200, y: 2 } });
  await page.waitForFunction(() => document.querySelector("[data-rule]").dataset.rule === "win-back_first");
  await saved();
  const [first, third] = ["win-back_first", "win-back_third"].map((id) => page.locator(`[data-rule="${id}"]`));
  assert.equal(await first.locator(".number").textContent(), "1");
  assert.equal(await third.locator(".number").textContent(), "2");
  const { priority } = (await rules())["win-back_first"];
  assert.ok(priority >= (await rules())["win-back_third"].priority);

  await row("win-back_third")
    .getByLabel(/^More of/)
    .click();
  await row("win-back_third").getByRole("button", { name: "Duplicate" }).click();
  await row("win-back_third-2").getByText("Stopped").waitFor();
  await row("win-back_third-2")
    .getByLabel(/^More of/)
    .click();
  await row("win-back_third-2").getByRole("button", { name: "Remove" }).click();
  await row("win-back_third-2").waitFor({ state: "detached" });
  await saved();
  assert.equal((await rules())["win-back_third-2"], undefined);
  quiet();
});

test("a misspelled identifier is told at its field, holds a publication up, and is mended by one click", async () => {
  await winBack();
  const conditions = (await rules())["win-back_first"].conditions.with(0, {
    identifier: "Device.contry",
    operator: "equals",
    values: ["NZ"],
  });
  const operations = [
    { op: "set", section: "campaign_rules", part: "win-back_first", path: ["conditions"], value: conditions },
  ];
  await host.call("POST", `drafts/${draft}/edits`, { operations }, { "if-match": '"1"' });
  const errors = async () => (await host.call("POST", `drafts/${draft}/check`, {})).body.errors.map(({ code }) => code);
  assert.ok((await errors()).includes("unknown_identifier"), "nobody can publish this");
  await open("campaigns?q=win-back");
  await row("win-back_first").getByText("error").waitFor();
  await row("win-back_first").getByRole("link").click();
  await page.getByText("names nothing").waitFor();
  await page.getByRole("button", { name: "Use “Device.country”" }).click();
  await page.getByText("names nothing").waitFor({ state: "detached" });
  await saved();
  assert.equal((await rules())["win-back_first"].conditions[0].identifier, "Device.country");
  assert.ok(!(await errors()).includes("unknown_identifier"));
  quiet();
});

test("an audience is made, used in a rule, renamed wherever it is used, and removed once nothing uses it", async () => {
  const named = (name) => page.getByRole("textbox", { name: /^The name/ }).fill(name);
  await open("campaigns?view=audiences");
  await page.getByText("No audiences yet").waitFor();
  await page.getByRole("button", { name: "New audience" }).click();
  await heading("New audience").waitFor();
  await named("nearby");
  await page.keyboard.press("Tab");
  await heading("nearby").waitFor();
  await page.getByRole("button", { name: "Condition", exact: true }).click();
  await page.getByLabel("Fact").selectOption({ label: "country" });
  await page.getByLabel("Add a value").fill("nz");
  await page.getByLabel("Add a value").press("Enter");
  await page.getByText("A customer whose country is NZ").waitFor();
  await saved();
  assert.deepEqual((await document()).audiences, {
    nearby: [{ identifier: "Device.country", operator: "any_of", values: ["NZ"] }],
  });

  const [{ rule: first }] = (await document()).campaign_rules;
  await open(`campaigns/${first}`);
  await page.getByRole("button", { name: "Audience" }).click();
  await page.locator("[data-part=who]").getByText("who is in the audience “nearby”").waitFor();
  await page.getByRole("link", { name: "Used in 1 place" }).click();
  await heading("nearby").waitFor();
  assert.ok(await page.getByRole("button", { name: "Remove", exact: true }).isDisabled());
  await named("New Zealand");
  await page.keyboard.press("Tab");
  await heading("New Zealand").waitFor();
  await saved();
  assert.deepEqual((await rules())[first].conditions, [{ audience: "New Zealand" }]);

  await page.locator(".used").getByRole("link", { name: "Everyone" }).click();
  await page.getByRole("button", { name: "Remove this condition" }).click();
  await page.goBack();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("No audiences yet").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("link", { name: "New Zealand" }).waitFor();
  quiet();
});

test("no page has a violation, light or dark, large or small, and none is wider than its window", async () => {
  await winBack();
  const schedule = { start: "2026-11-20", end: "2026-12-24T18:00", zone: "device" };
  const lost = [{ identifier: "Device.contry", operator: "any_of", values: ["NZ"] }];
  const operations = [
    { op: "set", section: "campaign_rules", part: "win-back_second", path: ["schedule"], value: schedule },
    { op: "insert", section: "audiences", part: "lost", value: lost },
  ];
  await host.call("POST", `drafts/${draft}/edits`, { operations }, { "if-match": '"1"' });
  for (const [width, colorScheme] of [
    [1280, "light"],
    [390, "dark"],
  ]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    for (const path of [
      "campaigns",
      "campaigns/win-back_second",
      "campaigns?new=all",
      "campaigns?new=price-test",
      "campaigns?view=calendar&from=2026-11-23",
      "campaigns?view=audiences&audience=lost",
    ]) {
      await open(path);
      if (path.includes("calendar"))
        await page.getByRole("rowheader", { name: /Win-back: left some time ago/ }).waitFor();
      if (path.includes("price-test")) await heading("Price test").waitFor();
      assert.deepEqual(await violations(page), [], `${path}, ${width}, ${colorScheme}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `${path} is ${wide} px wider than ${width}`);
    }
  }
  quiet();
});
