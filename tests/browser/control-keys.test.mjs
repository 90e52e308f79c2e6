// The later stories of people at work in the Control Center, by keyboard alone: a campaign of a template, faults that
// are mended, a conflict settled, a review with a comment and a schedule, a way back, an experiment, and what one
// customer sees. No pointer is used, and what Tab cannot reach fails.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { keyboard } from "./keyboard.mjs";
import { opened, phone, rule } from "./opened.mjs";
import { device, draftOf, edit, saved, until } from "./world.mjs";

const at = opened();
let here, ada, page;
/** @type {ReturnType<typeof keyboard>} */
let keys;

beforeEach(async () => {
  ({ here, ada } = at);
  page = await ada.open("overview");
  keys = keyboard(page);
  await keys.heading("What customers see");
});

afterEach(async () => {
  await page.close();
  assert.deepEqual(ada.complaints.splice(0), []);
});

/** Opens a draft by the palette. */
async function openDraft(name) {
  const draft = await draftOf(ada, name);
  await page.reload();
  await keys.heading("What customers see");
  await keys.find(name);
  await page.waitForURL(new RegExp(draft));
  return draft;
}

const title = (text) => ({ op: "set", section: "paywalls", part: phone, id: "headline", path: ["text"], value: text });
const live = async (environment) => (await ada.call("GET", `deployments?environment=${environment}&most=1`))[0];

/** Makes something live that nobody reviewed. */
async function publish(draft, environment) {
  const { edit } = await ada.call("GET", `drafts/${draft}`);
  const { revision } = await ada.call("POST", `drafts/${draft}/commit`, { edit, message: "By a program" });
  const { sequence } = await live(environment);
  const wish = { revision, replaces: sequence, kind: "publish", reason: "By a program" };
  return ada.call("POST", `environments/${environment}/deployments`, wish);
}

test("4. a win-back from a template", async () => {
  const { press, type, button, heading, reach, use, fill, choose } = keys;
  await openDraft("Win them back");
  await press("g", "m");
  await heading("Campaigns");
  await use(page.getByRole("link", { name: "New campaign" }));
  await heading("New campaign");
  await reach(page.getByRole("searchbox", { name: "Find a template" }));
  await type("win-back");
  await use(page.getByRole("link", { name: /^Win-back/ }));
  await page.getByText("A customer who left ten days ago").waitFor();
  await fill(page.getByLabel("Entitlement needed"), "plus");
  const offers = { "First offer": "Fern P", "Second offer": "Fern U", "Third offer": "Fern To" };
  for (const [name, letters] of Object.entries({ ...offers, "For everybody else": "Fern Ta" }))
    await choose(page.getByLabel(`${name} needed`), letters);
  await use(button("Add to the draft"));
  await heading("Win-back: left lately");
  await page.getByRole("region", { name: "Who gets this" }).getByRole("row").first().waitFor();
  await saved(page);
});

test("5. what is broken is mended at its field", async () => {
  const { button, find, use } = keys;
  const draft = await openDraft("Broken");
  const part = rule("Settings screen").rule;
  const value = [{ identifier: "Device.contry", operator: "any_of", values: ["NZ"] }];
  await edit(ada, draft, { op: "set", section: "campaign_rules", part, path: ["conditions"], value });
  await page.reload();
  await keys.heading("Broken");
  await find("Settings screen");
  await use(button("Use “Device.country”"));
  await page.getByText("names nothing").waitFor({ state: "detached" });
  await saved(page);
  const { errors } = await ada.call("POST", `drafts/${draft}/check`, {});
  assert.deepEqual(errors, []);
});

test("6. a conflict is settled", async () => {
  const { button, find, use } = keys;
  const draft = await openDraft("Ada’s title");
  const other = await draftOf(ada, "Another title");
  await edit(ada, draft, title("Ada’s title"));
  await edit(ada, other, title("Another title"));
  await publish(other, "production");
  await page.reload();
  await keys.heading("Ada’s title");
  await find("Review");
  await use(button("Bring it up to date"));
  const sheet = page.getByRole("dialog");
  await use(sheet.getByRole("radio").first(), "Space");
  await use(sheet.getByRole("button", { name: "Settle" }));
  await page.getByText("The draft is up to date").waitFor();
  const document = JSON.stringify(await ada.call("GET", `drafts/${draft}/document`));
  assert.ok(document.includes("Ada’s title") && !document.includes("Another title"));
});

test("7. a review with a comment and an approval, and a schedule", async () => {
  const { press, type, button, find, reach, use } = keys;
  const draft = await openDraft("Ready for review");
  await edit(ada, draft, title("Spring is here"));
  await page.reload();
  await keys.heading("Ready for review");
  await find("Review");
  await page.getByText("The gate found no fault").waitFor();
  const talk = page.locator(".comments");
  await use(talk.getByLabel("What it is about"), "ArrowDown");
  await reach(talk.getByRole("textbox", { name: "Comment" }));
  await type("Louder");
  await use(talk.getByRole("button", { name: "Comment" }));
  await talk.locator("code", { hasText: "headline" }).waitFor();
  await use(button("Approve"));
  await page.getByText("approves").waitFor();
  await use(page.getByRole("checkbox", { name: "At a time" }), "Space");
  await reach(page.getByLabel("When"));
  // Day and month are alike, whichever of them the browser asks for first.
  await type("12122099");
  await press("ArrowRight");
  await type("0900AM");
  await use(button("Schedule for production"));
  const [planned] = await until(async () => {
    const all = await ada.call("GET", "schedules");
    return all.length && all;
  }, "the schedule is there");
  assert.match(new Date(planned.at).toISOString(), /^2099-12-11T20:00/);
});

test("8. a bad publication, and the way back", async () => {
  const { press, button, heading, use } = keys;
  const draft = await draftOf(ada, "Half off");
  await edit(ada, draft, title("Half off for everybody"));
  const bad = await publish(draft, "production");
  await page.reload();
  await heading("What customers see");
  await press("g", "d");
  await heading("Deployments");
  await use(button("Roll back to this").first());
  await use(button("Roll back production"));
  await page.getByText("production is back").waitFor();
  const now = await live("production");
  assert.equal(now.replaces, bad.sequence);
});

test("9. a split becomes an experiment, with shares, a holdout and a layer", async () => {
  const { press, find, button, use, fill, choose } = keys;
  await openDraft("Two ways");
  await find("Spring test");
  await use(page.getByRole("button", { name: /^Remove Fern Tour/ }));
  await use(button("Make it an experiment"));
  await fill(page.getByLabel(/^Share of Fern Upgrade in percent/), "50");
  await press("Tab");
  await fill(page.getByLabel("Holdout, %"), "5");
  await press("Tab");
  await choose(page.getByRole("combobox", { name: /^Layer/ }), "exp");
  await page.locator(".legend", { hasText: "held out" }).first().waitFor();
  await fill(page.getByLabel("New people a day"), "4000");
  await page.getByText(/^\d+ days: [\d,]+ people/).waitFor();
  await saved(page);
  await use(page.locator(".experiment").getByRole("link", { name: "Results" }));
  await page.getByText("Nothing is measured yet").first().waitFor();
});

test("10. what one customer sees and why, and a link to it", async () => {
  const { button, find, use } = keys;
  const it = device(here.hosts[1], "ios");
  await it.come();
  await it.rules();
  await find(it.id);
  await page.getByRole("heading", { name: "What happened" }).waitFor();
  await page.locator(".seen").frameLocator("iframe").getByText("Restore purchases").first().waitFor();
  await use(button("Share what they see"));
  const link = page.locator(".once input");
  await keys.reach(link);
  assert.match(await link.inputValue(), /^http/);
});
