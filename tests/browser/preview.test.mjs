// The preview page as `paywall serve` serves it, in a real Chromium: what it shows, that browser and server agree,
// that it can be used by keyboard, and that its own policy is never broken.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";

import { root } from "../node/cases.mjs";
import { launch } from "./chromium.mjs";
import { said, start } from "./program.mjs";

const stock = JSON.parse(readFileSync(join(root, "paywall-templates/document.json"), "utf8"));
const rule = (name) => `rule:${stock.campaign_rules.find((campaign) => campaign.name === name).rule}`;
const paywall = (name) => `paywall:${stock.paywalls.find((paywall) => paywall.name === name).id}`;

let server, address, browser, page, complaints;

before(async () => {
  address = process.env.PAYWALL_PREVIEW; // a server that runs already
  if (!address) {
    server = start("serve", "--port", "0", "--www", "www");
    [, address] = await said(server, /preview at (\S+)/);
  }
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server?.kill();
});

beforeEach(async () => {
  await page?.close();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(15_000);
  complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  await page.goto(address);
  await agreed();
});

const live = () => page.frameLocator("#live iframe");
const snapshot = () => page.frameLocator("#snapshot iframe");
const choose = (name, value) => page.locator(`#view [name="${name}"]`).selectOption(value);
const fill = (name, value) => page.locator(`#view [name="${name}"]`).fill(value);

/** Waits until the comparison speaks about what the form says now, and says that the bytes agree. */
async function agreed() {
  await page.locator('#agreement[data-agree="yes"]:not([data-busy])', { hasText: "Bytes agree" }).waitFor();
}

async function seen(text) {
  await live().getByText(text).first().waitFor();
  await snapshot().getByText(text).first().waitFor();
}

test("every stock campaign is shown, on every form factor it is for, with the same bytes on both sides", async () => {
  for (const campaign of stock.campaign_rules) {
    await choose("show", `rule:${campaign.rule}`);
    const factors = new Set(
      campaign.segments.flatMap((segment) => segment.form_factors.map((factor) => factor.form_factor)),
    );
    for (const factor of factors) {
      await choose("form", factor);
      await agreed();
      await page.locator("#why dd", { hasText: campaign.name }).first().waitFor();
      await live().locator(`.paywall.${factor}`).waitFor();
      await snapshot().locator(`.paywall.${factor}`).waitFor();
      // The live countdown counts.
      const text = async (frame) => (await frame.locator(".paywall").innerText()).replace(/^\d\d$/gm, "00");
      assert.equal(await text(live()), await text(snapshot()), `${campaign.name}, ${factor}`);
    }
  }
  assert.deepEqual(complaints, []);
});

test("a tap selects a product: the event is listed, and the snapshot follows", async () => {
  await choose("form", "phone");
  await agreed();
  await live().locator(".paywall.phone").getByText("for the first year").click();
  await page.locator("#events summary", { hasText: "SELECT_SKU" }).waitFor();
  assert.match(await page.locator("#events li").first().innerText(), /fern\.family\.annual/);
  await snapshot().getByText("Continue", { exact: true }).waitFor();
  await agreed();
  assert.deepEqual(complaints, []);
});

test("a tap turns the page, on both sides", async () => {
  await choose("show", paywall("Fern Desktop"));
  await agreed();
  await live().getByText("Compare all features").click();
  await seen("What is in each plan");
  await agreed();
  assert.deepEqual(complaints, []);
});

test("the keyboard alone picks a campaign, reaches the paywall and presses its buttons", async () => {
  await page.locator("#reset").focus();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.name), "show");
  await page.keyboard.press("End");
  await page.locator("#view [name=show]").press("Home");
  await agreed();
  await choose("form", "phone");
  await agreed();
  const close = live().getByRole("button", { name: "Close" });
  for (
    let steps = 0;
    steps < 60 && !(await close.evaluate((button) => button.getRootNode().activeElement === button));
    steps += 1
  ) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Tab"); // the first button after Close
  await page.keyboard.press("Enter");
  await page.locator("#events summary", { hasText: "TOGGLE_CHANGE" }).first().waitFor();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Space");
  await page.locator("#events summary", { hasText: "CLOSE_PAYWALL" }).waitFor();
  assert.deepEqual(complaints, []);
});

test("the user's id decides the split", async () => {
  await choose("show", rule("First start"));
  await choose("form", "phone");
  await fill("user", "00000000-0000-4000-8000-000000000001");
  await seen("Meet your new language");
  await fill("user", "ffffffff-ffff-4fff-bfff-fffffffffffe");
  await seen("Every course, every level");
  await page.locator("#why dd", { hasText: "position 100.00 of 100" }).waitFor();
  assert.deepEqual(complaints, []);
});

test("why this one, and why not the others: every rule of the placement, as a tree", async () => {
  await choose("show", rule("First start"));
  await agreed();
  const trace = page.locator("#trace");
  await trace.locator("code", { hasText: "matched" }).waitFor();
  const rules = await trace.locator(":scope > li").count();
  assert.ok(rules >= 1);
  await choose("show", paywall("Fern Desktop"));
  await trace.waitFor({ state: "hidden" });
  assert.deepEqual(complaints, []);
});

test("names come first, and the id is under the pointer", async () => {
  await choose("show", rule("First start"));
  const id = stock.campaign_rules.find((campaign) => campaign.name === "First start").rule;
  const name = page.locator("#why .name", { hasText: "First start" });
  await name.waitFor();
  assert.match(await name.getAttribute("title"), new RegExp(id));
  assert.doesNotMatch(await page.locator("#why").innerText(), /[0-9a-f]{8}-[0-9a-f]{4}/);
});

test("a trace is drawn with its groups inside one another", async () => {
  const drawn = await page.evaluate(async () => {
    const { showTrace } = await import("/preview/trace.js");
    const list = document.createElement("ul");
    const leaf = { identifier: "Device.country", operator: "equals", expected: ["NZ"] };
    const steps = [
      { depth: 0, group: "and", result: false },
      { depth: 1, audience: "winback", result: true },
      { depth: 2, ...leaf, actual: "NZ", result: true },
      { depth: 1, ...leaf, id: "home", actual: null, result: false },
      { depth: 1, ...leaf, redacted: true, result: true },
    ];
    showTrace(list, {
      ok: {
        trace: [
          { rule: "a", reason: "conditions", steps },
          { rule: "b", reason: "matched" },
          { rule: "c", reason: "placement" },
        ],
      },
    });
    const shape = (item) => [
      item.firstChild.ariaLabel ?? item.querySelector("[aria-label]")?.ariaLabel,
      [...item.querySelectorAll(":scope > ul > li")].map(shape),
    ];
    const top = list.querySelector(":scope > li > details > ul > li");
    return { shape: shape(top), text: list.textContent, hidden: list.hidden };
  });
  assert.deepEqual(drawn.shape, [
    "no",
    [
      ["yes", [["yes", []]]],
      ["no", []],
      ["yes", []],
    ],
  ]);
  for (const part of ["audience winback", "is missing (home)", "is hidden", "1 of other placements"])
    assert.ok(drawn.text.includes(part), drawn.text);
  assert.equal(drawn.hidden, false);
});

test("attributes of customer and launch, and being signed in, show in the paywall", async () => {
  await choose("show", rule("Locked lesson"));
  await seen("Subscribe now");
  await fill("attributes", "firstName=Ada");
  await fill("launchAttributes", "feature=the Welsh course");
  await fill("group", "plus");
  await page.getByLabel("Signed in").check();
  for (const text of ["Hello Ada!", "Unlock the Welsh course", "Your progress, words and streak stay with you."])
    await seen(text);
  await agreed();
  assert.deepEqual(complaints, []);
});

test("what a customer could type never becomes markup", async () => {
  await choose("show", rule("Locked lesson"));
  await fill("attributes", "firstName=<img src=x onerror=alert(1)>");
  await seen("<img src=x onerror=alert(1)>");
  await agreed();
  assert.deepEqual(complaints, []);
});

test("a campaign that is not for this form factor is refused alike on both sides", async () => {
  await choose("show", rule("Living room"));
  await agreed();
  assert.equal(await page.locator("#view [name=form]").inputValue(), "television");
  await choose("form", "phone");
  await page.locator("#agreement", { hasText: "Both refuse alike" }).waitFor();
  await page.locator("#live .failure:not([hidden])").waitFor();
  await page.locator("#snapshot .failure:not([hidden])").waitFor();
});

test("product details can be edited; a mistake is named and loses nothing", async () => {
  await choose("form", "phone");
  await page.getByText("Product details").click();
  const products = await page.locator("#view [name=products]").inputValue();
  await fill("products", products.slice(0, -3));
  await page.locator("#productsProblem", { hasText: "not JSON" }).waitFor();
  await fill("products", products.replace("59.99", "41.5"));
  await seen("$41.50");
  assert.equal(await page.locator("#productsProblem").innerText(), "");
  assert.deepEqual(complaints, []);
});

test("the address keeps the view", async () => {
  await choose("show", rule("Locked lesson"));
  await choose("form", "tablet");
  await fill("attributes", "firstName=Ada");
  await seen("Hello Ada!");
  const shared = page.url();
  await page.goto("about:blank");
  await page.goto(shared);
  await seen("Hello Ada!");
  assert.equal(await page.locator("#view [name=form]").inputValue(), "tablet");
  assert.equal(await page.locator("#view [name=screen]").inputValue(), "820x1180");
  await page.locator("#reset").click();
  await page.locator("#why dd", { hasText: "Everyone" }).waitFor();
  assert.equal(await page.locator("#view [name=attributes]").inputValue(), "");
});

test("the package loads a document in every form it comes in, and names what is wrong with others", async () => {
  const packed = gzipSync(JSON.stringify(stock)).toString("base64");
  const outcomes = await page.evaluate(
    async ([document, packed]) => {
      const { Runtime } = await import("/dist/index.js");
      const forms = [
        document,
        JSON.stringify(document),
        new TextEncoder().encode(JSON.stringify(document)),
        { initial_config: packed },
        JSON.stringify({ initial_config: packed }),
        { initial_config: "?" },
        "nonsense",
        null,
      ];
      const load = (form) =>
        Runtime.load(form).then(
          (runtime) => runtime.document.paywalls.length,
          (error) => `${error.name}: ${error.code}`,
        );
      return Promise.all(forms.map(load));
    },
    [stock, packed],
  );
  const refused = "PaywallError: invalid_document";
  const all = stock.paywalls.length;
  assert.deepEqual(outcomes, [all, all, all, all, all, refused, refused, refused]);
});

test("launch, mount, listen, update and unmount, as an app uses them", async () => {
  const outcome = await page.evaluate(async () => {
    const { Runtime } = await import("/dist/index.js");
    const runtime = await Runtime.load(await (await fetch("/api/document")).json());
    const products = await (await fetch("/api/products")).json();
    const place = document.body.appendChild(document.createElement("div"));
    const paywall = runtime.launch("lesson_locked", { products, formFactor: "phone" });
    const heard = [];
    const stop = paywall.onAction(({ action }) => heard.push(action));
    paywall.mount(place);
    const text = () => place.shadowRoot.textContent;
    const before = text().includes("Hello Ada!");
    paywall.update({ customer: { attributes: { firstName: "Ada" } } });
    const after = text().includes("Hello Ada!");
    const press = (label) =>
      [...place.shadowRoot.querySelectorAll(".button")].find((button) => button.textContent.includes(label)).click();
    press("Not now");
    stop();
    press("Not now");
    const decided = runtime.decide({ launch: { label: "settings" }, device: { formFactor: "desktop" } }).decision;
    const refused = (() => {
      try {
        runtime.launch("no such label");
      } catch (error) {
        return error.code;
      }
    })();
    paywall.unmount();
    return {
      before,
      after,
      heard: heard.filter((action) => action !== "SHOW_PAYWALL"),
      left: text(),
      name: paywall.decision.name,
      decided: decided.name,
      refused,
    };
  });
  assert.deepEqual(outcome, {
    before: false,
    after: true,
    heard: ["CLOSE_PAYWALL"],
    left: "",
    name: "Locked lesson",
    decided: "Settings screen",
    refused: "labeled_campaign_not_found",
  });
  assert.deepEqual(complaints, []);
});

test("the demo app sells, in an empty page with one script", async () => {
  await page.goto(new URL("demo/", address).href);
  await page.getByRole("button", { name: "Open the Italian course" }).click();
  // The headline is about the plan that is offered.
  await page.getByText("Learn together").waitFor();
  await page.getByRole("button", { name: /Upgrade to Family/ }).click();
  await page.getByText("Thank you for buying Family Monthly.").waitFor();
  assert.deepEqual(complaints, []);
});

test("a paywall that takes the focus takes it from nobody who types", async () => {
  await choose("show", rule("Living room"));
  await agreed();
  const attributes = page.locator("#view [name=attributes]");
  await attributes.focus();
  for (const letter of "a=b\nc=d") {
    await page.keyboard.type(letter);
    await agreed();
  }
  assert.equal(await attributes.inputValue(), "a=b\nc=d");
  assert.deepEqual(complaints, []);
});

test("the scenarios' tab steps through who owns what, by buttons and arrow keys, and says what changed", async () => {
  await page.getByRole("tab", { name: "Paywalls" }).focus();
  await page.keyboard.press("ArrowRight");
  const panel = page.getByRole("tabpanel", { name: "Scenarios" });
  await panel.waitFor();
  assert.equal(await page.locator("#view").isVisible(), false);
  await panel.getByLabel("Who owns what, when").selectOption("s1a-promotion-then-login");
  const told = panel.getByRole("status");
  await told.getByText("install on D1 (apple)").waitFor();
  await panel.getByRole("button", { name: "Forward" }).click();
  await told.getByText("D1 validates C").waitFor();
  const users = panel.getByRole("table", { name: /^Who has what/ });
  assert.deepEqual(await users.locator("ins").allInnerTexts(), ["C (active)", "premium until 2026-01-31 00:01"]);
  await page.keyboard.press("ArrowRight");
  await told.getByText("A1 → U:e1").waitFor();
  assert.match(
    await told.innerText(),
    /Transferred C: A1 → U:e1 login device D1, the last to show it, logged in[\s\S]*As expected: 5 checks hold/,
  );
  assert.deepEqual(
    await panel.getByRole("table", { name: "Whose each purchase is" }).locator("tbody td > *").allInnerTexts(),
    ["A1", "U:e1"],
  );
  assert.deepEqual(await users.getByRole("row", { name: /^A1/ }).locator("del").allInnerTexts(), [
    "D1",
    "C (active)",
    "premium until 2026-01-31 00:01",
  ]);
  const forward = panel.getByRole("button", { name: "Forward" });
  assert.equal(await forward.getAttribute("aria-disabled"), "true");
  await forward.press("ArrowRight"); // the last step stays
  assert.equal(await panel.locator("#steps [aria-current=step]").innerText(), "D1 logs in as e1");

  const shared = page.url();
  await page.goto("about:blank");
  await page.goto(shared);
  await told.getByText("A1 → U:e1").waitFor();
  await page.keyboard.press("Home");
  await told.getByText("install on D1 (apple)").waitFor();
  await panel.locator("#steps button").nth(1).click();
  await told.getByText("D1 validates C").waitFor();
  await page.getByRole("tab", { name: "Paywalls" }).click();
  await agreed();
  assert.equal(new URL(page.url()).search, "");
  assert.deepEqual(complaints, []);
});

test("every shipped scenario can be played in its tab", async () => {
  await page.getByRole("tab", { name: "Scenarios" }).click();
  const picker = page.getByLabel("Who owns what, when");
  await page.locator("#steps button").first().waitFor();
  const names = await picker.locator("option").evaluateAll((options) => options.map((option) => option.value));
  assert.ok(names.length > 50, names.join());
  for (const name of [...names.slice(1), names[0]]) {
    // each one another than before, so that the address changes
    await picker.selectOption(name);
    await page.waitForURL((url) => url.searchParams.get("scenario") === name);
    await page.getByRole("button", { name: "Forward" }).press("End");
    await page.locator("#told .yes", { hasText: "As expected" }).waitFor();
  }
  assert.deepEqual(complaints, []);
});
