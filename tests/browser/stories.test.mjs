// Ten stories of people at work in the Control Center, each played through in a real Chromium against real programs:
// from an empty machine to the reason why a customer sees what they see. Each says how long it took, and asserts no
// time.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";

import { inBoth } from "./axe.mjs";
import { opened, phone, rule, stock } from "./opened.mjs";
import { said, start } from "./program.mjs";
import { app, customers, device, draftOf, edit, nineTomorrow, saved, until, world } from "./world.mjs";

const [spring, settings, everyone] = ["Spring test", "Settings screen", "Everyone"].map((name) => rule(name).rule);

const at = opened();
let browser, here, ada, begun;
/** @type {any[]} */
let people;

beforeEach(() => {
  ({ browser, here, ada } = at);
  begun = performance.now();
  people = [ada];
});

afterEach(async (context) => {
  for (const { context, complaints } of people) {
    for (const page of context.pages()) await page.close();
    assert.deepEqual(complaints.splice(0), []);
  }
  context.diagnostic(`${((performance.now() - begun) / 1000).toFixed(1)} s`);
});

const canvas = (page) => page.frameLocator(".board iframe");
const heading = (page, name) => page.getByRole("heading", { name, level: 1 }).waitFor();
const button = (page, name, exact = true) => page.getByRole("button", { name, exact });
const live = async (environment = "production") =>
  (await ada.call("GET", `deployments?environment=${environment}&most=1`))[0];

const title = (value, path = "fontSize") => ({
  op: "set",
  section: "paywalls",
  part: phone,
  id: "headline",
  path: [path],
  value,
});

/** Publishes a draft on its page of review, as somebody does it. */
async function publish(somebody, draft, environment = "production") {
  const page = await somebody.open(`review/${draft}?draft=${draft}&environment=${environment}`);
  await page.getByText("The gate found no fault").waitFor();
  const before = await live(environment);
  await button(page, `Publish to ${environment}`).click();
  await until(async () => (await live(environment)).sequence > before.sequence, `${environment} has it`);
  return page;
}

test("1. start: one command, the printed link, an owner, live pictures, and an API that answers", async () => {
  const folder = mkdtempSync(join(tmpdir(), "paywall-start-"));
  const program = start("control", "--data", folder, "--address", "127.0.0.1:0");
  const stranger = await browser.newContext();
  try {
    const [link] = await said(program, /http:\S+\/control\/setup\/\S+/);
    const page = await stranger.newPage();
    await page.goto(link);
    await page.getByLabel("Your name").fill("Ada");
    await page.getByLabel("Email").fill("ada@fern.example");
    await page.getByLabel("Password").fill("a long enough password");
    await button(page, "Begin").click();
    await heading(page, "What customers see");
    await page.frameLocator("paywall-frame iframe >> nth=0").getByText("A language for life").first().waitFor();
    const answer = await fetch(`${new URL(link).origin}/sdk/v3/platform/web/config/`);
    assert.equal(answer.status, 200);
    assert.ok((await answer.json()).capabilities);
  } finally {
    await stranger.close();
    program.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

test("2. a paywall from the gallery: texts, a colour by its name, a product, looked at on a phone and on TV", async () => {
  const page = await ada.open("paywalls?new=design");
  await button(page, "Begin with Ledger").click();
  await page.waitForURL(/paywalls\/ledger-phone/);
  await page.getByRole("treeitem").first().waitFor();
  const texts = page.locator('[data-row]:has-text("Text")');
  const made = new URL(page.url()).searchParams.get("draft");
  const words = ["Spring plan.", "All of it."];
  for (const [index, more] of words.entries()) {
    await texts.nth(index).dblclick();
    await page.locator(".in-place").waitFor();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(` ${more}`);
    await canvas(page).getByText(more).first().waitFor();
    await page.keyboard.press("Enter");
  }
  await button(page, "Theme").click();
  const color = page.getByRole("textbox", { name: /^Value of / }).first();
  await color.fill("#123456");
  await page.keyboard.press("Enter");
  await button(page, "Theme").click();
  await page.getByRole("combobox", { name: "Add a component" }).selectOption({ label: "Fern for Life" });
  await saved(page);
  for (const form of ["television", "phone"]) {
    await page.getByRole("combobox", { name: "Form factor" }).selectOption(form);
    await canvas(page).getByText(words[0]).first().waitFor();
  }
  const document = await ada.call("GET", `drafts/${made}/document`);
  const own = JSON.stringify(document.paywalls.find(({ id }) => id === "ledger-phone"));
  assert.ok(own.includes("123456"), "the colour");
  assert.ok(own.includes("fern.lifetime") || own.includes("00466e6b"), "the product");
  const all = own + JSON.stringify(document.texts);
  for (const more of words) assert.ok(all.includes(more), more);
});

test("3. published to the sandbox, an app has it without a reload, and caches know", async () => {
  const demo = await app(ada.context, here.origin, "ios-sandbox");
  await demo.getByText("A language for life").first().waitFor();
  const path = `${here.origin}/sdk/v3/platform/ios-sandbox/paywalls/`;
  const etag = (await fetch(path)).headers.get("etag");
  const asked = async (tag) => (await fetch(path, { headers: { "if-none-match": tag } })).status;
  assert.equal(await asked(etag), 304);
  const draft = await draftOf(ada, "Seen at once");
  await edit(ada, draft, title("Hello from the sandbox", "text"));
  await publish(ada, draft, "sandbox");
  await demo.getByText("Hello from the sandbox").first().waitFor();
  const now = (await fetch(path)).headers.get("etag");
  assert.notEqual(now, etag);
  assert.deepEqual([await asked(etag), await asked(now)], [200, 304]);
});

test("4. a win-back from a template: its examples, whom it meets, and what changes for others", async () => {
  const draft = await draftOf(ada, "Win-back");
  const page = await ada.open(`campaigns?new=win-back&draft=${draft}`);
  await page.getByText("A customer who left ten days ago").waitFor();
  await page.getByLabel("Entitlement needed").fill("plus");
  const offers = { "First offer": "Fern Phone", "Second offer": "Fern Upgrade", "Third offer": "Fern Tour" };
  for (const [name, label] of Object.entries({ ...offers, "For everybody else": "Fern Tablet" }))
    await page.getByLabel(`${name} needed`).selectOption({ label });
  await button(page, "Add to the draft").click();
  await heading(page, "Win-back: left lately");
  const beside = page.getByRole("region", { name: "Who gets this" });
  await beside.getByRole("row").first().waitFor();
  await page.getByRole("region", { name: "Against production" }).getByText("get something else").waitFor();
  // Nobody else loses a rule by it.
  await page.getByText("is shown to nobody any more").waitFor({ state: "detached" });
  await saved(page);
  const { errors } = await ada.call("POST", `drafts/${draft}/check`, {});
  assert.deepEqual(errors, []);
});

test("5. broken, and told at the field; it cannot be published; mended by one click each", async () => {
  const draft = await draftOf(ada, "Broken");
  const rule = (id, path, value, at = "") => ({
    op: "set",
    section: "campaign_rules",
    part: id,
    id: at,
    path: [path],
    value,
  });
  const [first, second] = stock.campaign_rules.find(({ rule }) => rule === spring).segments;
  await edit(
    ada,
    draft,
    { op: "remove", section: "campaign_rules", part: spring, id: `segment:${second.segment}` },
    rule(spring, "split", 40, `segment:${first.segment}`),
    rule(settings, "conditions", [{ identifier: "Device.contry", operator: "any_of", values: ["NZ"] }]),
  );
  const before = await live();
  const review = await ada.open(`review/${draft}?draft=${draft}`);
  await review.getByText(/faults? must be mended first/).waitFor();
  await button(review, "Publish to production").click();
  await review.locator(".publishing .said").filter({ hasText: /\w/ }).waitFor();
  assert.equal((await live()).sequence, before.sequence);

  const page = await ada.open(`campaigns/${settings}?draft=${draft}`);
  await button(page, "Use “Device.country”").click();
  await page.getByText("names nothing").waitFor({ state: "detached" });
  await saved(page);
  await page.goto(`${here.origin}/control/fern/campaigns/${spring}?draft=${draft}`);
  await page.getByText("The shares sum to 90, not to 100.").waitFor();
  await button(page, "Make it 100").click();
  await saved(page);
  const { errors } = await ada.call("POST", `drafts/${draft}/check`, {});
  assert.deepEqual(errors, []);
});

test("6. two people at once: changes of different things merge, of one title are a conflict with both pictures", async () => {
  const grace = await here.invite("Grace", "publisher");
  people.push(grace);
  const [hers, own] = [await draftOf(grace, "Grace’s"), await draftOf(ada, "Ada’s")];
  const text = (id, value) => ({ op: "set", section: "paywalls", part: phone, id, path: ["text"], value });
  const name = (id, value) => ({ op: "set", section: "campaign_rules", part: id, path: ["name"], value });
  await edit(grace, hers, text("wordmark", "Grace’s words"), name(everyone, "Grace’s rule"));
  await edit(ada, own, title(31), name(settings, "Ada’s rule"));
  await publish(grace, hers);

  const page = await ada.open(`review/${own}?draft=${own}`);
  await button(page, "Bring it up to date").click();
  await page.getByText("The draft is up to date").waitFor();
  const both = JSON.stringify(await ada.call("GET", `drafts/${own}/document`));
  for (const words of ["Grace’s words", "Grace’s rule", "Ada’s rule", '"fontSize":31'])
    assert.ok(both.includes(words), words);

  await edit(ada, own, title("Ada’s title", "text"));
  const second = await draftOf(grace, "Grace’s title");
  await edit(grace, second, title("Grace’s title", "text"));
  await publish(grace, second);
  await page.reload();
  await button(page, "Bring it up to date").click();
  const sheet = page.getByRole("dialog");
  for (const [index, words] of ["Ada’s title", "Grace’s title"].entries())
    await sheet.frameLocator(`paywall-frame iframe >> nth=${index}`).getByText(words).first().waitFor();
  await sheet.getByRole("radio").first().check();
  await button(sheet, "Settle").click();
  await page.getByText("The draft is up to date").waitFor();
  const settled = await ada.call("GET", `drafts/${own}`);
  const document = JSON.stringify(await ada.call("GET", `drafts/${own}/document`));
  assert.ok(
    document.includes("Ada’s title") && !document.includes("Grace’s title") && document.includes("Grace’s words"),
  );
  // Equal contents have equal hashes: the same edits on top of what is live are the same draft.
  const again = await draftOf(ada, "The same");
  await edit(ada, again, title(31), title("Ada’s title", "text"), name(settings, "Ada’s rule"));
  assert.equal((await ada.call("GET", `drafts/${again}`)).manifest, settled.manifest);
});

/** Reviews a draft: a comment at a component, an approval, which an edit makes void, and another one. */
async function reviewed({ ada }, grace, draft) {
  const page = await grace.open(`review/${draft}?draft=${draft}`);
  await page
    .locator(".lines")
    .getByText(/text is "Spring is here"/)
    .waitFor();
  await page.locator(".sides figure").nth(1).frameLocator("iframe").getByText("Spring is here").first().waitFor();
  assert.equal(await page.locator(".sides").count(), 1, "only what changed is pictured");
  const talk = page.locator(".comments");
  await talk.getByLabel("What it is about").selectOption({ index: 1 });
  await talk.getByRole("textbox", { name: "Comment" }).fill("Louder");
  await button(talk, "Comment").click();
  await talk.locator("code", { hasText: "headline" }).waitFor();
  await button(page, "Approve").click();
  await page.getByText("1 of 1 approval").waitFor();

  await edit(ada, draft, title("Spring is HERE", "text"));
  await page.reload();
  await page.getByText("0 of 1 approval").waitFor();
  await button(page, "Approve").click();
  await page.getByText("1 of 1 approval").waitFor();
}

test("7. review and schedule: an approval is void after an edit; one of two hosts publishes, at the time", async () => {
  const other = await world(browser);
  try {
    const { ada } = other;
    const grace = await other.invite("Grace", "publisher");
    const policy = { approvals: 1, publisher: "publisher", authors_approve: false, warnings_block: false };
    await ada.call("PUT", "environments/production/policy", policy);
    const draft = await draftOf(ada, "Spring");
    await edit(ada, draft, title("Spring is here", "text"));
    await reviewed(other, grace, draft);
    const plan = await ada.open(`review/${draft}?draft=${draft}&later=yes`);
    await plan.getByText("by your clock (Pacific/Auckland)").waitFor();
    const at = nineTomorrow();
    await plan.getByLabel("When").fill(`${at.day}T09:00`);
    await button(plan, "Schedule for production").click();
    const planned = await until(async () => (await ada.call("GET", "schedules"))[0], "the schedule is there");
    assert.equal(planned.at, at.time);
    const before = (await ada.call("GET", "deployments?environment=production&most=9")).length;

    assert.deepEqual([...ada.complaints, ...grace.complaints], []);
    for (const { context } of [ada, grace]) await context.close();
    const hosts = await other.restart(Math.ceil((at.time - Date.now()) / 1000) + 60);
    const served = (host) => async () =>
      (await (await fetch(`${host}/sdk/v3/platform/ios/paywalls/`)).text()).includes("Spring is HERE");
    for (const host of hosts) await until(served(host), `${host} serves it`);
    // Sessions and tokens are older than they may be by now, so Ada signs in again.
    const fresh = await (await browser.newContext()).newPage();
    await fresh.goto(`${hosts[1]}/control/fern/deployments?environment=production`);
    await fresh.getByLabel("Email").fill(ada.email);
    await fresh.getByLabel("Password").fill(ada.password);
    await button(fresh, "Sign in").click();
    await fresh.getByRole("heading", { name: "Deployments" }).waitFor();
    assert.equal(await fresh.locator(".stories.large li").count(), before + 1, "it was published once");
    await fresh.context().close();
  } finally {
    other.stop();
  }
});

test("8. a bad publication, rolled back in two clicks on both hosts; the audit says why, the draft is there", async () => {
  const draft = await draftOf(ada, "Half off for everybody");
  await edit(ada, draft, title("Half off for everybody", "text"));
  await publish(ada, draft);
  const served = (host, wanted) => async () =>
    (await (await fetch(`${host}/sdk/v3/platform/ios/paywalls/`)).text()).includes("Half off") === wanted;
  for (const host of here.hosts) await until(served(host, true), `${host} serves the bad one`);
  const page = await ada.open("deployments");
  await button(page, "Roll back to this").first().click();
  await page.getByLabel("Why").fill("Half off was a mistake");
  await button(page, "Roll back production").click();
  await page.getByText("production is back").waitFor();
  for (const host of here.hosts) await until(served(host, false), `${host} serves what was there before`);
  await page.locator(".stories li").first().getByText("“Half off was a mistake”").waitFor();
  await page.goto(`${here.origin}/control/fern/audit`);
  await page.getByRole("row").nth(1).getByText("Ada").waitFor();
  await page.goto(`${here.origin}/control/fern/review/${draft}?draft=${draft}`);
  await heading(page, "Half off for everybody");
});

/** Makes an experiment of the rule that is open: two variants, a holdout, a layer; says how long it takes. */
async function experiment(page) {
  await page.getByRole("button", { name: /^Remove Fern Tour/ }).click();
  await button(page, "Make it an experiment").click();
  const share = page.getByLabel(/^Share of Fern Upgrade in percent/);
  await share.fill("50");
  await page.keyboard.press("Tab");
  await page.getByLabel("Holdout, %").fill("5");
  await page.keyboard.press("Tab");
  await page.getByRole("combobox", { name: /^Layer/ }).selectOption("experiments");
  await page
    .locator(".legend")
    .getByText("5 % held out")
    .or(page.locator(".legend", { hasText: "held out" }))
    .first()
    .waitFor();
  await page.getByLabel("New people a day").fill("4000");
  await page.getByText(/^\d+ days: [\d,]+ people/).waitFor();
}

/** Returns the results of a phase once so many people are counted. */
async function counted(phase, people) {
  const found = await ada.call("GET", `experiments/spring_test/results?phase=${phase}`);
  return found.people.enrolled === people && !found.is_behind && found;
}

/** Plays a phase in which both variants do the same. */
async function withoutDifference(page, first, second) {
  const next = await draftOf(ada, "Phase two");
  await edit(ada, next, {
    op: "set",
    section: "campaign_rules",
    part: spring,
    path: ["experiment", "phase"],
    value: 2,
  });
  await publish(ada, next);
  await until(async () => (await ada.call("GET", "experiments")).length === 2, "the second phase is served");
  await customers(here.origin, 200, { [first]: 10, [second]: 10 });
  await until(() => counted(2, 200), "everybody of the second phase is counted");
  await page.goto(`${here.origin}/control/fern/experiments/spring_test`);
  await page
    .locator(".verdict")
    .getByText(/^Not decided yet: /)
    .waitFor();
  await page.getByLabel("Phase").selectOption("1");
  await page
    .locator(".verdict")
    .getByText(/^Decided: /)
    .waitFor();
}

test("9. an experiment: who takes part, how long it takes, and results that say whether it is decided", async () => {
  const draft = await draftOf(ada, "Two ways to say it");
  const page = await ada.open(`campaigns/${spring}?draft=${draft}`);
  await experiment(page);
  await saved(page);
  await page.locator(".experiment").getByRole("link", { name: "Results" }).click();
  await heading(page, "spring_test");
  await page.getByText("Nothing is measured yet").first().waitFor();
  await publish(ada, draft);

  const rule = (await ada.call("GET", `drafts/${draft}/document`)).campaign_rules.find((one) => one.rule === spring);
  const [first, second] = rule.segments.map(({ segment }) => segment);
  await until(async () => (await ada.call("GET", "experiments")).length, "the experiment is served");
  await page.reload();
  await page.getByText("nobody has taken part").waitFor();
  const seen = await customers(here.origin, 1000, { [first]: 8, [second]: 30 });
  const report = await until(() => counted(1, 1000), "everybody is counted");
  assert.deepEqual(
    report.arms.map(({ people }) => people),
    [first, second, "held out"].map((arm) => seen[arm]),
  );
  const { low, high } = report.measures[0].comparisons[0].absolute;
  assert.ok(low < 0.22 && high > 0.22, `${low} to ${high} has the planted effect`);
  await page.reload();
  await page
    .locator(".verdict")
    .getByText(/^Decided: .* of those who saw “Fern Phone” bought first/)
    .waitFor();
  await page.locator(".lamp[data-is=yes]").getByText("The people are in the declared ratio").waitFor();
  await page
    .getByRole("row", { name: /Bought first or began a trial.*“Fern Phone”.*against “Fern Upgrade”/ })
    .waitFor();
  await page.getByRole("row", { name: /Held out by “global”/ }).waitFor();
  await page.getByText("Day by day").click();
  assert.deepEqual(await inBoth(page), []);

  await withoutDifference(page, first, second);
});
test("10. what this customer sees and why: by an id, with the reason; a link shows a stranger that, and nothing else", async () => {
  const it = device(here.hosts[1], "ios");
  await it.come();
  await it.rules();
  await it.buy("fern.plus.annual", 60);
  const page = await ada.open("overview");
  await heading(page, "What customers see");
  await page.keyboard.press("Control+k");
  await page.keyboard.type(it.id);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "What happened" }).waitFor();
  await page.locator(".seen").frameLocator("iframe").getByText("Restore purchases").first().waitFor();
  await page.locator(".trace").getByText("Everyone").or(page.locator(".trace li").first()).first().waitFor();
  await page.locator(".plain").getByText("plus").first().waitFor();
  await page.locator(".stories li").first().waitFor();
  await until(async () => {
    await page.reload();
    await page.getByRole("heading", { name: "What happened" }).waitFor();
    return page.getByText("(what is live now)").isVisible();
  }, "the page says which revision the device fetched");
  await button(page, "Share what they see").click();
  const link = await page.locator(".once input").inputValue();
  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  await other.goto(link);
  await other.getByText("Restore purchases").first().waitFor();
  await other.goto(page.url());
  await other.getByRole("heading", { name: "Sign in" }).waitFor();
  await stranger.close();
});
