// The page of a rule: who, when, what and how often; beside it, who gets this.
import { html } from "lit-html";

import { href } from "../address.js";
import { empty, head } from "../parts/blocks.js";
import { experimentPanel } from "./experiment.js";
import { beside } from "./simulate.js";

/** @import { Work } from "./work.js" */

/**
 * Shows a rule.
 * @param {Work} work
 * @param {string} id
 */
export function rule(work, id) {
  const rule = work.part("campaign_rules", id);
  if (!rule)
    return empty(
      "There is no such rule",
      "It may have been removed.",
      html`<a class="button" href=${href("campaigns")}>All campaigns</a>`,
    );
  return html`${head(rule.name ?? id)}<div class="with-beside">
    <div class="rule">${experimentPanel(work, rule)}</div>
    <aside aria-label="Who gets this">${beside(work)}</aside></div>`;
}
