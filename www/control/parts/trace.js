// The reason why a rule was chosen or not, in words that a supporter understands.
import { html } from "lit-html";

import { icon } from "./icon.js";
import tables from "./words.json" with { type: "json" };

/** Why a rule was shown or not, said of it. */
export const REASONS = tables.reasons;

const mark = (holds) =>
  html`<span class=${holds ? "yes" : "no"} role="img" aria-label=${holds ? "yes" : "no"}>${icon(holds ? "check" : "close")}</span>`;

/** Says what a condition found. */
function found({ redacted, notLoaded, actual }) {
  if (redacted) return "hidden";
  if (notLoaded) return "not known yet";
  return actual === null ? "missing" : JSON.stringify(actual);
}

/** Says what a condition asked. */
function wanted({ identifier, operator, expected }) {
  const value = expected === null || expected === undefined ? "" : ` ${JSON.stringify(expected)}`;
  return `${identifier} ${operator.replaceAll("_", " ")}${value}`;
}

/** Shows what a condition asked, and what it found. */
function step(one) {
  const { group, audience, result, depth = 0 } = one;
  const words = group ? (tables.groups[group] ?? group) : audience && `Audience ${audience}`;
  return html`<li data-depth=${Math.min(depth, 4)}>${mark(result)}<span>${words || html`${wanted(one)} <small>is ${found(one)}</small>`}</span></li>`;
}

/** Shows the rules of a decision in the order in which they were asked. */
export function trace({ ok, error }, { campaigns }) {
  const asked = (ok?.trace ?? []).filter(({ reason }) => reason !== "placement");
  if (!asked.length) return html`<p class="quiet">${error?.message ?? "No rule was asked."}</p>`;
  const name = (rule) => campaigns.find((one) => one.rule === rule)?.name ?? rule;
  return html`<ol class="trace">${asked.map(({ rule, reason, steps = [] }) => {
    const line = html`${mark(reason === "matched")}<span><b title=${rule}>${name(rule)}</b> ${REASONS[reason] ?? reason}</span>`;
    return html`<li>${steps.length ? html`<details ?open=${reason === "matched" || reason === "conditions"}><summary>${line}</summary><ul>${steps.map(step)}</ul></details>` : html`<div>${line}</div>`}</li>`;
  })}</ol>`;
}
