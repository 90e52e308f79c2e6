// The reason why a rule was chosen or not, in words that a supporter understands.
import { html, nothing } from "lit-html";

import { icon } from "./icon.js";
import tables from "./words.json" with { type: "json" };

/** Why a rule was shown or not, said of it. */
export const REASONS = tables.reasons;

const mark = (holds) =>
  html`<span class=${holds ? "yes" : "no"} role="img" aria-label=${holds ? "yes" : "no"}>${icon(holds ? "check" : "close")}</span>`;

/** Says what a condition asked and what it found. */
function step({ group, audience, identifier, operator, expected, actual, redacted, notLoaded, result, depth = 0 }) {
  const wanted = expected === null || expected === undefined ? "" : ` ${JSON.stringify(expected)}`;
  const found = redacted
    ? "hidden"
    : notLoaded
      ? "not known yet"
      : actual === null
        ? "missing"
        : JSON.stringify(actual);
  const words = group
    ? (tables.groups[group] ?? group)
    : audience
      ? `Audience ${audience}`
      : `${identifier} ${operator.replaceAll("_", " ")}${wanted}`;
  return html`<li data-depth=${Math.min(depth, 4)}>${mark(result)}<span>${words}${group || audience ? nothing : html` <small>is ${found}</small>`}</span></li>`;
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
