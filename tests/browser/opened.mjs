// The beginning of tests about people at work: a browser, programs that serve the sample app, and its first person.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { root } from "../node/cases.mjs";
import { launch } from "./chromium.mjs";
import { world } from "./world.mjs";

/** The document of the sample app. */
export const stock = JSON.parse(readFileSync(join(root, "paywall-templates/document.json"), "utf8"));

/** The id of its paywall for phones. */
export const phone = stock.paywalls.find(({ name }) => name === "Fern Phone").id;

/** Returns the rule of a name. */
export const rule = (name) => stock.campaign_rules.find((one) => one.name === name);

/** Opens all of it for the tests of a file, and closes it after them. */
export function opened() {
  /** @type {{browser?: any, here?: any, ada?: any}} */
  const at = {};
  before(async () => {
    at.browser = await launch();
    at.here = await world(at.browser);
    at.ada = at.here.ada;
  });
  after(async () => {
    await at.browser?.close();
    at.here?.stop();
  });
  return at;
}
