// The violations that axe-core finds on a page of the Control Center. Paywalls in frames are pictures there; their own
// tests look at them.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../node/cases.mjs";

const axe = readFileSync(join(root, "tests/node_modules/axe-core/axe.min.js"), "utf8");

/** The rules that every page of the Control Center keeps. */
export const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Lists the violations, each with the first element; without `rules`, those of all rules that axe-core has on. */
export async function violations(page, rules) {
  await page.evaluate(axe);
  const found = await page.evaluate(
    (rules) => window["axe"].run(window.document, { iframes: false, ...(rules && { runOnly: rules }) }),
    rules,
  );
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`);
}

/** Lists the violations of a page of the Control Center, dark and light; without motion, as colours would fade. */
export async function inBoth(page) {
  const found = [];
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    found.push(...(await violations(page, RULES)).map((one) => `${colorScheme}: ${one}`));
  }
  return found;
}
