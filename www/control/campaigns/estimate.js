// The duration of an experiment, in people and days, before it begins. The server computes and says it.
import { html } from "lit-html";

import { field } from "../parts/blocks.js";
import { answer } from "./answers.js";

/** @import { Work } from "./work.js" */

/** What one expects, in the address: percent of the people who buy today, the change that matters, people a day. */
const USUAL = { baseline: "5", change: "10", daily: "" };

/** Lists the ids by which devices report that somebody came to the rule's placement. */
const placement = (/** @type {Work} */ work, /** @type {any} */ { type, value }) =>
  work
    .ids("campaign_rules")
    .map((id) => work.part("campaign_rules", id))
    .filter((one) => one?.type === type && one.value === value)
    .flatMap((one) => [one.rule, ...one.segments.map((/** @type {any} */ { segment }) => segment)]);

/** Shows the estimate of an experiment. */
export function estimate(/** @type {Work} */ work, /** @type {any} */ rule, /** @type {any} */ { groups: [group] }) {
  const wish = { ...USUAL, ...work.context.query };
  const { coverage = 1, holdout } = rule.experiment;
  const number = (/** @type {string} */ text) => Number(text) || 0;
  const body = {
    baseline: number(wish.baseline) / 100,
    change: number(wish.change) / 100,
    shares: group?.shares ?? [],
    coverage,
    holdout: holdout?.percent ?? 0,
    ...(wish.daily ? { daily: number(wish.daily) } : { placement: placement(work, rule) }),
  };
  const { body: found, error, waits } = answer(work, "estimate", { path: "estimate", body });
  const counted = wish.daily ? null : found?.daily;
  const asked = (/** @type {keyof typeof USUAL} */ name, /** @type {string} */ label, /** @type {string} */ hint) =>
    field(
      label,
      html`<input type="number" min="0" step="any" .value=${wish[name]} @input=${(/** @type {any} */ event) =>
        (event.target.value || !USUAL[name]) && work.context.setQuery({ [name]: event.target.value || null })}>`,
      hint,
    );
  return html`<div class="group"><h3>How long it takes</h3><div class="fields">
      ${asked("baseline", "Buy today, %", "Of those who see it.")}${asked("change", "Change worth finding, %", "Relative: 10 is from 5 % to 5.5 %.")}
      ${asked("daily", "New people a day", counted ? `Counted in the last week: ${counted.toLocaleString("en")}.` : "Who come to this placement.")}</div>
    <p class="estimate" role="status" ?data-waits=${waits}>${error?.message ?? found?.sentence}</p></div>`;
}
