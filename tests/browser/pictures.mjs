// The pictures of docs/control-center.md: `node tests/browser/pictures.mjs`. Look at them before they are committed.

import { join } from "node:path";

import { root } from "../node/cases.mjs";
import { launch } from "./chromium.mjs";
import { customers, draftOf, edit, until, world } from "./world.mjs";

const browser = await launch();
const here = await world(browser);
const { ada } = here;
const stock = await ada.call("GET", `revisions/live:production/document`);
const phone = stock.paywalls.find(({ name }) => name === "Fern Phone").id;
const spring = stock.campaign_rules.find(({ name }) => name === "Spring test");
const [first, , second] = spring.segments;

/** Publishes a draft as a program does. */
async function publish(draft, reason) {
  const { edit: seen } = await ada.call("GET", `drafts/${draft}`);
  await ada.call("POST", `drafts/${draft}/check`, { edit: seen });
  const { revision } = await ada.call("POST", `drafts/${draft}/commit`, { edit: seen, message: reason });
  const [{ sequence }] = await ada.call("GET", "deployments?environment=production&most=1");
  const deployment = { revision, replaces: sequence, kind: "publish", reason };
  await ada.call("POST", "environments/production/deployments", deployment);
  await ada.call("DELETE", `drafts/${draft}`);
}

const rule = (path, value) => ({ op: "set", section: "campaign_rules", part: spring.rule, path, value });
const words = (value) => ({ op: "set", section: "paywalls", part: phone, id: "headline", path: ["text"], value });

const experiment = { key: "spring_test", sticky: true, holdout: { id: "global", seed: "holdout", percent: 5 } };
const halves = [first, second].map((one) => ({ ...one, split: 50 }));
const begun = await draftOf(ada, "Spring test, with a holdout");
await edit(ada, begun, rule(["segments"], halves), rule(["experiment"], experiment)).catch(async () => {
  const third = spring.segments[1].segment;
  await edit(
    ada,
    begun,
    { op: "remove", section: "campaign_rules", part: spring.rule, id: `segment:${third}` },
    ...halves.map(({ segment }) => ({ ...rule(["split"], 50), id: `segment:${segment}` })),
    rule(["experiment"], experiment),
  );
});
await publish(begun, "Spring test, with a holdout");
await until(async () => (await ada.call("GET", "experiments")).length, "the experiment is served");
await customers(here.origin, 1200, { [first.segment]: 9, [second.segment]: 24 });
const results = "experiments/spring_test/results";
await until(async () => (await ada.call("GET", results)).people.enrolled === 1200, "everybody is counted");

const draft = await draftOf(ada, "Spring");
await edit(ada, draft, words("**Spring is here.** Ten minutes a day."), rule(["name"], "Spring, in two designs"));

/** Takes a picture of a page once it shows what is meant. */
async function shoot(name, path, ready, { width = 1280, height = 800 } = {}) {
  const page = await ada.open(path);
  await page.setViewportSize({ width, height });
  await ready(page).first().waitFor();
  await page.waitForFunction(() => {
    const frames = [...document.querySelectorAll("paywall-frame")];
    const seen = frames.filter((one) => one.getBoundingClientRect().top < window.innerHeight);
    return seen.every((one) => one["dataset"].state);
  });
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(root, `docs/pictures/control-${name}.png`) });
  await page.close();
}

const heading = (name) => (page) => page.getByRole("heading", { name });
try {
  await shoot("overview", "overview", heading("What customers see"));
  await shoot("phone", "overview", heading("What customers see"), { width: 390, height: 844 });
  await shoot("paywalls", "paywalls", heading("Paywalls"));
  await shoot("new-paywall", "paywalls?new=design", heading("New paywall"));
  await shoot("editor", `paywalls/${phone}?draft=${draft}&selected=headline`, (page) =>
    page.getByRole("textbox", { name: "Font size" }),
  );
  await shoot("campaigns", `campaigns?draft=${draft}`, heading("Campaigns"));
  await shoot("rule", `campaigns/${spring.rule}?draft=${draft}`, (page) => page.locator(".beside table"), {
    height: 1180,
  });
  await shoot("results", "experiments/spring_test", (page) => page.locator(".verdict"));
  await shoot("review", `review/${draft}?draft=${draft}`, (page) => page.getByText("The gate found no fault"));
  const [, { sequence }] = await ada.call("GET", "deployments?environment=production&most=2");
  await shoot("roll-back", `deployments?back=${sequence}`, (page) => page.getByText("What goes back with it"));
} finally {
  await browser.close();
  here.stop();
}
