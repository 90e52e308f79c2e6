// Names, not ids: no page of the Control Center shows the id of a thing that has a name. The ids of the stock document
// are UUIDs, so wherever one is to be read, a page forgot to look the name up.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../node/cases.mjs";
import { center } from "./center.mjs";
import { launch } from "./chromium.mjs";

const stock = JSON.parse(readFileSync(join(root, "paywall-templates/document.json"), "utf8"));
const rule = (name) => stock.campaign_rules.find((one) => one.name === name);
const paywall = (name) => stock.paywalls.find((one) => one.name === name).id;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

let host, browser, page, draft;

before(async () => {
  host = await center();
  browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, extraHTTPHeaders: host.headers });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  draft = (await host.call("POST", "drafts", { name: "Spring" })).body.id;
  const [first] = rule("Spring test").segments;
  const of = { section: "campaign_rules", part: rule("Spring test").rule };
  const operations = [
    { op: "set", ...of, id: `segment:${first.segment}`, path: "paywall", value: paywall("Fern Tour") },
    {
      op: "set",
      ...of,
      path: "experiment",
      value: { key: "spring", sticky: true, holdout: { id: "quiet", percent: 5 } },
    },
    {
      op: "insert",
      section: "audiences",
      part: "Learners",
      value: [{ identifier: "User.country", operator: "in", values: ["DE"] }],
    },
    { op: "set", section: "products", part: stock.products[0].id, path: "name", value: "Plus, a month" },
    { op: "remove", section: "campaign_rules", part: rule("Family link").rule },
  ];
  await host.call("POST", `drafts/${draft}/edits`, { operations }, { "if-match": '"0"' });
});

after(async () => {
  await browser?.close();
  host?.stop();
});

/** Lists the ids that can be read on the page, with the words around each. */
const ids = () =>
  page.locator("body").evaluate((body, pattern) => {
    const unseen = [...body.querySelectorAll("[aria-label], [placeholder], iframe")];
    const words = unseen.flatMap((one) =>
      ["aria-label", "placeholder", "title"].map((name) => one.getAttribute(name) ?? ""),
    );
    return [body.innerText, ...words].flatMap((text) =>
      [...text.matchAll(new RegExp(pattern, "g"))].map(({ 0: id, index }) =>
        text.slice(Math.max(0, index - 60), index + id.length),
      ),
    );
  }, UUID.source);

/** Opens a page, and all that is folded on it. */
async function open(path) {
  await page.goto(`${host.origin}/control/fern/${path}`);
  await page.locator("main h1, main .editor [role=treeitem]").first().waitFor();
  await page.locator('.page[aria-busy="true"]').waitFor({ state: "detached" });
  await page.locator(".skeleton").waitFor({ state: "detached" });
  await page.locator("[data-waits]").first().waitFor({ state: "detached" });
  await page.evaluate(() => document.querySelectorAll("main details").forEach((one) => one.setAttribute("open", "")));
}

test("no page shows the id of what has a name", async () => {
  const spring = rule("Spring test").rule;
  const paths = [
    ...["overview", "paywalls", "campaigns", "campaigns?view=calendar", "campaigns?view=audiences"],
    ...[
      `campaigns/${spring}`,
      `campaigns/${rule("Everyone").rule}`,
      "campaigns?new=win-back",
      `paywalls/${paywall("Fern Phone")}`,
    ],
    ...["experiments", "deployments", "customers", "shares?new=share", "people", "settings"],
  ];
  const found = {};
  for (const path of paths) {
    for (const address of [path, `${path}${path.includes("?") ? "&" : "?"}draft=${draft}`]) {
      await open(address);
      const shown = await ids();
      if (shown.length) found[address] = shown;
    }
  }
  await open(`review/${draft}?draft=${draft}`);
  const reviewed = await ids();
  assert.deepEqual({ ...found, ...(reviewed.length && { review: reviewed }) }, {});
});
