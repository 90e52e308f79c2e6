// The Control Center as `paywall control` serves it, in a real Chromium: the first person comes in by the link, changes
// a paywall in a draft, reviews it, publishes it, takes it back; by keyboard where it says so. Nothing in the console,
// and axe-core finds nothing wrong, light and dark.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";

import { root } from "../node/cases.mjs";
import { inBoth, RULES, violations } from "./axe.mjs";
import { launch } from "./chromium.mjs";
import { said, start } from "./program.mjs";
import { until } from "./world.mjs";

const stock = JSON.parse(readFileSync(join(root, "paywall-templates/document.json"), "utf8"));
const phone = stock.paywalls.find(({ name }) => name === "Fern Phone").id;
const PAGES = [
  "overview",
  "paywalls",
  "campaigns",
  "experiments",
  "review",
  "deployments",
  "customers",
  "customers?story=s6a-switch-account",
  "shares",
  "people",
  "settings",
  "audit",
];
const ada = { name: "Ada Lovelace", email: "ada@fern.example", password: "a long enough password" };

let server, origin, folder, browser, context, page, complaints;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "paywall-control-"));
  server = start("control", "--data", folder, "--address", "127.0.0.1:0");
  const link = new URL((await said(server, /http:\S+\/control\/setup\/\S+/))[0]);
  origin = link.origin;
  browser = await launch();
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await open();
  await page.goto(link.href);
  await heading("Welcome");
  // The whole first minute by keyboard: the first field is one press of Tab away.
  for (const word of [ada.name, ada.email, ada.password]) {
    await page.keyboard.press("Tab");
    await page.keyboard.type(word);
  }
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "What customers see" }).waitFor();
});

after(async () => {
  await browser?.close();
  server?.kill();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

beforeEach(open);

/** Opens a page of the first person's browser, and listens to its complaints. */
async function open() {
  await page?.close();
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
}

const goto = (path) => page.goto(`${origin}/control/fern/${path}`);
const heading = (name) => page.getByRole("heading", { name, level: 1 }).waitFor();
/** Waits until the page shows what was answered. */
async function shown() {
  await page.locator("h1").waitFor();
  await page.locator('.page[aria-busy="true"]').waitFor({ state: "detached" });
  await page.locator(".skeleton").waitFor({ state: "detached" });
}
const quiet = () => assert.deepEqual(complaints, []);

/** The text that some live picture of the page shows. */
const pictured = (text) => page.frameLocator("paywall-frame iframe >> nth=0").getByText(text).first().waitFor();

/** Returns whether nothing of the page is wider than the screen. */
const fits = () => page.locator("main").evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth <= 1);

/** Calls the API as the page does. */
const call = (method, path, body, headers = {}) =>
  page.evaluate(
    async ([method, path, body, headers]) => {
      const sent = { method, headers: { "content-type": "application/json", "paywall-control": "1", ...headers } };
      const answer = await fetch(`/control/v1/apps/fern${path}`, {
        ...sent,
        ...(body && { body: JSON.stringify(body) }),
      });
      return answer.status === 204 ? null : answer.json();
    },
    [method, path, body, headers],
  );

/** Schedules a publication that another one comes before: with more time for it, if the machine is busy. */
async function overtaken(reason) {
  for (const seconds of [4, 15, 50]) {
    const [{ revision, sequence }] = await call("GET", "/deployments?environment=sandbox&most=1");
    const wish = { revision, replaces: sequence };
    const plan = { ...wish, environment: "sandbox", at: Date.now() + 1000 * seconds, if_moved: "stop", reason };
    const planned = await call("POST", "/schedules", plan);
    const other = { ...wish, kind: "publish", reason: "Came between" };
    const made = await call("POST", "/environments/sandbox/deployments", other);
    if (planned.state === "waiting" && made.sequence) return;
  }
  assert.fail("no publication came before the one that was scheduled");
}

/** Finds the component of a paywall whose text has these words. */
function withText(value, words) {
  if (!value || typeof value !== "object") return undefined;
  if (typeof value.text === "string" && value.text.includes(words)) return value;
  for (const inside of Object.values(value)) {
    const found = withText(inside, words);
    if (found) return found;
  }
  return undefined;
}

/** Makes a draft in which the headline of the phone's paywall is another one. */
async function draftWith(headline) {
  const draft = await call("POST", "/drafts", { name: headline });
  const document = await call("GET", `/drafts/${draft.id}/document`);
  const paywall = document.paywalls.find(({ id }) => id === phone);
  const { id } = paywall.template ? withTitle(paywall) : {};
  const operations = [{ op: "set", section: "paywalls", part: phone, id, path: "text", value: headline }];
  const saved = await call("POST", `/drafts/${draft.id}/edits`, { operations }, { "if-match": `"${draft.edit}"` });
  assert.ok(saved.edit > draft.edit, JSON.stringify(saved));
  return draft.id;
}

const withTitle = (paywall) =>
  withText(paywall, "text.ten-minutes-a-day") ?? withText(paywall, "minutes") ?? withText(paywall, "");

test("the overview shows what is live, drawn by the module, and says which rule chose it", async () => {
  await goto("overview");
  await heading("What customers see");
  await pictured("A language for life");
  await page.getByText("by the rule “Everyone”").waitFor();
  await page.getByText(/^The server writes the same [\d,]+ bytes$/).waitFor();
  await page.getByRole("button", { name: "TV" }).click();
  await page.waitForURL(/form=television/);
  quiet();
});

test("a change is reviewed as sentences and pictures, published, and rolled back in two clicks", async () => {
  await goto("overview");
  await heading("What customers see");
  const id = await draftWith("Spring is here");
  await goto(`review/${id}?draft=${id}`);
  await heading("Spring is here");
  await page.getByRole("heading", { name: "Paywall “Fern Phone”" }).waitFor();
  await page
    .locator(".lines")
    .getByText(/text is "Spring is here"/)
    .waitFor();
  const after = page.locator(".sides figure", { hasText: "After" }).frameLocator("iframe");
  await after.getByText("Spring is here").first().waitFor();
  await page.getByText("The gate found no fault").waitFor();
  for (const box of await page.locator(".findings input").all()) await box.check();
  await page.getByRole("button", { name: "Publish to production" }).click();
  // The head says in small letters what is compared with, before anything is published.
  await page.getByText(/Live in production/).waitFor();
  await goto("overview");
  await pictured("Spring is here");

  await goto("deployments");
  await page.getByRole("button", { name: "Roll back to this" }).first().click();
  await page.getByText("What goes back with it").waitFor();
  await page.getByRole("button", { name: "Roll back production" }).click();
  await page.getByText("production is back").waitFor();
  await goto("overview");
  await pictured("A language for life");
  await goto("audit");
  await page
    .getByRole("cell", { name: /deploy|rollback|publish/i })
    .first()
    .waitFor();
  quiet();
});

test("the palette finds pages and paywalls, and ? lists the keys, all by keyboard", async () => {
  await goto("overview");
  await heading("What customers see");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("deploym");
  await page.keyboard.press("Enter");
  await heading("Deployments");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Fern Tour");
  await page.getByRole("option", { name: "Paywall Fern Tour" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await heading("Audit");
  quiet();
});

test("an approval that the policy asks for is missed until somebody else gives it", async () => {
  await goto("settings");
  await heading("Settings");
  const policy = { approvals: 1, publisher: "editor", authors_approve: false, warnings_block: false };
  await call("PUT", "/environments/sandbox/policy", policy);
  const id = await draftWith("Four eyes");
  await goto(`review/${id}?draft=${id}&environment=sandbox`);
  await page.getByText("0 of 1 approval").waitFor();
  await page.getByText("The gate found no fault").waitFor();
  await page.getByRole("button", { name: "Publish to sandbox" }).click();
  await page
    .getByRole("alert")
    .filter({ hasText: /approve/ })
    .waitFor();
  await call("PUT", "/environments/sandbox/policy", { ...policy, approvals: 0 });
});

test("every page can be opened by its address, and axe-core finds nothing wrong, light and dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const path of PAGES) {
      await goto(path);
      await shown();
      assert.deepEqual(await violations(page, RULES), [], `${path}, ${colorScheme}`);
    }
  }
  quiet();
});

test("a phone is enough to look, and nothing is wider than the screen", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of PAGES) {
    await goto(path);
    await shown();
    assert.ok(await fits(), `${path} is too wide`);
  }
  for (const menu of await page.locator(".bar .menu").all()) {
    await menu.locator("summary").click();
    const { x, width } = await menu.locator("div").boundingBox();
    assert.ok(x >= 0 && x + width <= 390, "a menu of the bar is on the screen");
    await menu.locator("summary").click();
  }
  await page.getByRole("button", { name: "Pages" }).click();
  await page.getByRole("link", { name: "Deployments" }).click();
  await heading("Deployments");
  quiet();
});

test("a publication that did not take place stands on the overview, until somebody takes note", async () => {
  await goto("overview");
  await heading("What customers see");
  await overtaken("Spring at nine");
  await until(async () => (await call("GET", "/notices")).length, "the schedule is stopped");
  await goto("overview");
  const notice = page.locator(".missed", { hasText: "“Spring at nine” was not published in sandbox" });
  await notice.getByText("1 newer deployment replaced the one that was seen").waitFor();
  assert.deepEqual(await inBoth(page), []);
  await page.setViewportSize({ width: 390, height: 844 });
  assert.ok(await fits(), "the notice is wider than a phone");
  await notice.getByRole("button", { name: "Take note" }).press("Enter");
  await notice.waitFor({ state: "detached" });
  assert.deepEqual(await call("GET", "/notices"), []);
  quiet();
});

test("whoever signs out sees nothing more", async () => {
  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  await other.goto(`${origin}/control/fern/people`);
  await other.getByRole("heading", { name: "Sign in" }).waitFor();
  await other.getByLabel("Email").fill(ada.email);
  await other.getByLabel("Password").fill("not the password at all");
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.locator(".said").filter({ hasText: /\w/ }).waitFor();
  await other.getByLabel("Password").fill(ada.password);
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.getByRole("heading", { name: "People and tokens" }).waitFor();
  await stranger.close();
});

test("a comment stands beside the changes, and a share link shows one state to a stranger", async () => {
  await goto("overview");
  await heading("What customers see");
  const id = await draftWith("Shared with you");
  await goto(`review/${id}?draft=${id}`);
  await page.getByRole("textbox", { name: "Comment" }).fill("Shorter, please");
  await page.getByRole("button", { name: "Comment", exact: true }).click();
  await page.locator(".comments .words", { hasText: "Shorter, please" }).waitFor();
  await page.getByRole("button", { name: "Resolve" }).click();
  await page.getByRole("button", { name: "Open again" }).waitFor();

  await goto(`shares?draft=${id}`);
  await page.getByRole("button", { name: "Share a state" }).click();
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = await page.locator(".once input").inputValue();
  const stranger = await browser.newContext();
  const other = await stranger.newPage();
  await other.goto(link);
  await other.getByText("Shared with you").first().waitFor();
  await stranger.close();
  await page.getByRole("button", { name: "End" }).click();
  await page.getByText("The link shows nothing any more.").waitFor();
  quiet();
});

test("a customer gets something without a purchase, loses it, is shared, and is forgotten", async () => {
  const device = crypto.randomUUID();
  const body = JSON.stringify({ id: device, os_name: "Web", language: "en", form_factor: "phone" });
  const headers = { "content-type": "application/json" };
  const came = await fetch(`${origin}/sdk/v3/platform/web/device/`, { method: "POST", headers, body });
  assert.equal(came.status, 201);
  await goto(`customers/${device}`);
  await page.getByRole("button", { name: "Give…" }).click();
  await page.getByLabel("Why").fill("the outage");
  await page.getByRole("button", { name: "Give it" }).click();
  await page.getByText("Given without a purchase").waitFor();
  await page.locator(".stories", { hasText: `${ada.name}: the outage` }).waitFor();
  await page.getByRole("button", { name: "Share what they see" }).click();
  const link = await page.locator(".once input").inputValue();
  assert.match(link, /\/s\/[0-9a-f]{64}$/);
  assert.ok(await page.locator(".once img").evaluate((code) => code.decode().then(() => code.naturalWidth > 0)));
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "End…" }).click();
  await page.getByLabel("Why").fill("given twice");
  await page.getByRole("button", { name: "End it" }).click();
  await page.getByText("Nothing that is paid for.").waitFor();
  await page.getByRole("button", { name: "Forget…" }).click();
  await page.getByLabel(/^Write/).fill(device);
  await page.getByRole("button", { name: "Forget for good" }).click();
  await page.getByText("The customer is forgotten.").waitFor();
  quiet();
  // The browser notes the 404 by itself.
  await goto(`customers/${device}`);
  await page.getByText("Nobody has this id").waitFor();
});

test("a supporter's question is answered step by step, with who has what", async () => {
  await goto("customers");
  await page.getByRole("link", { name: "Two accounts on one device: one signs out, the other signs in" }).click();
  await heading("Two accounts on one device: one signs out, the other signs in");
  await page.getByText("C goes from account e1 to account e2").waitFor();
  const owner = page.getByRole("row", { name: /^account e2 D1 C \(active\)/ });
  await owner.waitFor();
  await page.getByRole("link", { name: "On D1, somebody signs out." }).click();
  await page.getByRole("heading", { name: /^After step \d+$/ }).waitFor();
  await owner.waitFor({ state: "detached" });
  quiet();
});

test("a design becomes a paywall of the draft, with what the app sells, and opens in the editor", async () => {
  await goto("paywalls");
  await page.getByRole("button", { name: "New paywall" }).click();
  await heading("New paywall");
  await page.getByRole("button", { name: "Begin with Ledger" }).click();
  await page.waitForURL(/paywalls\/ledger-phone/);
  await page.getByRole("treeitem").first().waitFor();
  quiet();
});
