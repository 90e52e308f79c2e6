// The experiment of a rule and what stands beside it, in a real Chromium against one started program: a split by keys,
// a holdout, how long it takes, who gets this, what changes against production, and a customer who is tried.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";

import { root } from "../node/cases.mjs";
import { RULES, violations } from "./axe.mjs";
import { center } from "./center.mjs";
import { launch } from "./chromium.mjs";

const stock = JSON.parse(readFileSync(join(root, "paywall-templates/document.json"), "utf8"));
const [spring, pricing] = ["Spring test", "Pricing page test"].map(
  (name) => stock.campaign_rules.find((rule) => rule.name === name).rule,
);

let host, browser, context, page, draft, complaints;

before(async () => {
  host = await center();
  browser = await launch();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, extraHTTPHeaders: host.headers });
});

after(async () => {
  await browser?.close();
  host?.stop();
});

beforeEach(async () => {
  await page?.close();
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  draft = (await host.call("POST", "drafts", { name: "Experiments" })).body.id;
});

const open = async (query = "") => {
  await page.goto(`${host.origin}/control/fern/campaigns/${spring}?draft=${draft}${query}`);
  await page.getByRole("heading", { name: "Who gets this" }).waitFor();
};
const share = (name) => page.getByLabel(`Share of ${name} in percent`);
const shares = async () =>
  Promise.all(["Fern Upgrade", "Fern Phone", "Fern Tour"].map(async (name) => Number(await share(name).inputValue())));
const begin = () => page.getByRole("button", { name: "Make it an experiment" }).click();
const beside = () => page.getByRole("region", { name: "Who gets this" });

/** Waits until the draft on the server has what is asked for. */
async function saved(holds) {
  for (;;) {
    const { body, etag } = await host.call("GET", `drafts/${draft}/document`);
    const rule = body.campaign_rules.find((one) => one.rule === spring);
    if (holds(rule)) return { rule, edit: Number(/\d+/.exec(etag)[0]) };
    await page.waitForTimeout(50);
  }
}

test("a split is moved by keys and by numbers, and always sums to 100", async () => {
  await open();
  assert.deepEqual(await shares(), [20, 30, 50]);
  const handle = page.getByRole("slider", { name: "Between Fern Upgrade and Fern Phone" });
  await handle.focus();
  for (let times = 0; times < 5; times += 1) await page.keyboard.press("ArrowRight");
  assert.deepEqual(await shares(), [25, 25, 50]);
  assert.equal(await handle.getAttribute("aria-valuetext"), "Fern Upgrade 25 %, Fern Phone 25 %");
  await page.keyboard.press("Home");
  assert.deepEqual(await shares(), [0, 50, 50]);
  await share("Fern Tour").fill("80");
  await page.keyboard.press("Tab");
  const [first, second, third] = await shares();
  assert.deepEqual([third, first + second + third], [80, 100]);
  const { rule } = await saved(({ segments }) => segments[2].split === 80);
  assert.equal(
    rule.segments.reduce((all, { split }) => all + split, 0),
    100,
  );
  await page.getByRole("button", { name: "Add a variant" }).click();
  await share("Variant 4").waitFor();
  const added = await saved(({ segments }) => segments.length === 4);
  assert.equal(
    added.rule.segments.reduce((all, { split }) => all + split, 0),
    100,
  );
  await page.getByRole("button", { name: "Remove Variant 4" }).click();
  await saved(({ segments }) => segments.length === 3);
  assert.deepEqual(complaints, []);
});

test("an experiment says whom it takes and how long it takes, and beside it stands what changes", async () => {
  await open();
  await page.getByText("The same people get the same.").waitFor();
  await begin();
  await page.getByText("Not running in production yet.").waitFor();
  await page.getByLabel("Holdout, %").fill("50");
  await page.keyboard.press("Tab");
  await page.locator(".legend").getByText("50 % held out").waitFor();
  await page.getByLabel("New people a day").fill("4000");
  await page.getByText(/^\d+ days: [\d,]+ people, to find a change from 5 % to 5.5 %/).waitFor();
  await page.waitForURL(/daily=4000/);
  await beside()
    .getByRole("row", { name: /Held out by “global”/ })
    .waitFor();
  const changes = page.getByRole("region", { name: "Against production" });
  await changes.getByText("get something else").waitFor();
  await changes
    .getByRole("row", { name: /held out by “global”/ })
    .first()
    .waitFor();

  // Another experiment of the layer has its second half.
  const other = { key: "pricing", layer: { id: "experiments", ranges: [[0.5, 1]] } };
  const { edit } = await saved(({ experiment }) => experiment?.holdout?.percent === 50);
  const operations = [
    { op: "insert", section: "layers", part: "experiments", value: { seed: "experiments" } },
    { op: "set", section: "campaign_rules", part: pricing, path: ["experiment"], value: other },
  ];
  await host.call("POST", `drafts/${draft}/edits`, { operations }, { "if-match": `"${edit}"` });
  await open();
  await page.getByRole("combobox", { name: /^Layer/ }).selectOption("experiments");
  await page.getByText("50 % in common").waitFor();
  await page.getByLabel("Layer to, %").fill("50");
  await page.keyboard.press("Tab");
  await page.getByText("50 % in common").waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
});

test("what is typed stays where another author changes the draft meanwhile", async () => {
  await open();
  await begin();
  const { edit } = await saved(({ experiment }) => experiment);
  await page.getByLabel("Coverage, %").fill("40");
  const rename = { op: "set", section: "campaign_rules", part: spring, path: ["name"], value: "Renamed by another" };
  await host.call("POST", `drafts/${draft}/edits`, { operations: [rename] }, { "if-match": `"${edit}"` });
  await page.getByText("Renamed by another").first().waitFor();
  assert.equal(await page.getByLabel("Coverage, %").inputValue(), "40");
  await page.keyboard.press("Tab");
  await saved(({ experiment }) => experiment.coverage === 0.4);
  await page.getByLabel("Coverage, %").fill("250");
  await page.keyboard.press("Enter");
  assert.equal(await page.getByLabel("Coverage, %").inputValue(), "100");
  assert.deepEqual(complaints, []);
});

test("a customer is tried by persona, with the reason, and the address holds who it is", async () => {
  await open();
  const tried = page.getByRole("region", { name: "Try a customer" });
  await tried.getByText(/^Gets Fern/).waitFor();
  await tried.getByText("was shown").waitFor();
  await tried.locator("select").nth(1).selectOption("television");
  await tried.getByText("Gets nothing.").waitFor();
  await tried.getByText("is not for this form factor").waitFor();
  await tried.locator("select").first().selectOption("former");
  await page.waitForURL(/persona=former/);
  await page.reload();
  await tried.getByText("Gets nothing.").waitFor();
  assert.equal(await tried.locator("select").first().inputValue(), "former");
  assert.deepEqual(complaints, []);
  await tried.getByLabel("Device, account or user id").fill("nobody's");
  await tried.getByRole("button", { name: "Look up" }).click();
  await tried.getByText("Neither a device nor an account is called “nobody's”.").waitFor();
});

test("axe-core finds nothing wrong, light and dark, and a phone is wide enough", async () => {
  await open();
  await begin();
  await page.getByText(/people, to find a change/).waitFor();
  await page.getByRole("region", { name: "Try a customer" }).getByText(/^Gets/).waitFor();
  await page.locator("[data-waits]").first().waitFor({ state: "detached" });
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    assert.deepEqual(await violations(page, RULES), [], colorScheme);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = await page.evaluate(
    () => document.querySelector("main").scrollWidth - document.querySelector("main").clientWidth,
  );
  assert.ok(wide <= 1, `the page is ${wide} pixels too wide`);
});

test("a change of a running experiment says that it begins a new phase", async () => {
  await open();
  await begin();
  const { edit } = await saved(({ experiment }) => experiment);
  const { body: made } = await host.call("POST", `drafts/${draft}/commit`, { edit, message: "It begins" });
  const { body: live } = await host.call("GET", "deployments?environment=production&most=1");
  const replaces = live[0].sequence;
  const wish = { revision: made.revision, replaces, kind: "publish", reason: "It begins" };
  await host.call("POST", "environments/production/deployments", wish);
  draft = (await host.call("POST", "drafts", { name: "More" })).body.id;
  await open();
  await page.getByText("Running in production, phase 1.").waitFor();
  await share("Fern Upgrade").fill("40");
  await page.keyboard.press("Tab");
  await page.getByText("This changes a running experiment: it begins a new phase").waitFor();
  await page.getByRole("button", { name: "Begin phase 2" }).click();
  await page.getByText("Publishing this begins phase 2.").waitFor();
  await saved(({ experiment }) => experiment.phase === 2);
});
