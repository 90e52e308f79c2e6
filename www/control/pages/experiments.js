// The results of experiments: what may be believed by now. The server computes all of it, and says it in sentences.
import { html, nothing, svg } from "lit-html";

import { href, setQuery } from "../address.js";
import { get, query, tryGet } from "../api.js";
import { empty, head, select, table } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { ago, count } from "../parts/words.js";
import tables from "../parts/words.json" with { type: "json" };
import { state } from "../store.js";

async function load({ id, query: { phase, cut, red } }) {
  if (!id) return { all: await get(`/experiments${query({ most: 200 })}`) };
  const asked = query({ phase, cut, even_if_red: red && "true" });
  return { report: await tryGet(`/experiments/${encodeURIComponent(id)}/results${asked}`) };
}

const whole = (number) => Math.round(number).toLocaleString("en");

const link = ({ experiment, phase, name }) =>
  html`<a href=${href(`experiments/${experiment}`, { phase: `${phase}` })}>${name || experiment}</a>`;

const columns = [
  ["Experiment", link],
  ["Phase", ({ phase }) => phase],
  ["Variants", ({ variants }) => variants.map(({ id, name }) => name || id).join(", ")],
  ["People", ({ people }) => whole(people.enrolled)],
  ["Held out", ({ people }) => whole(people.held_out)],
  ["Since", ({ since }) => ago(since)],
];

/** Shows that nothing is there, what would be, and where one goes on. */
const none = (title, words) =>
  empty(title, words, html`<a class="button primary" href=${href("campaigns")}>See the campaigns</a>`);

function list({ all }) {
  const words =
    "A rule that shares its customers out can become an experiment. Its results stand here once it is live.";
  return html`${head("Experiments", "Everything that was ever measured, the newest first. Results stay, whatever becomes of the rule.")}${all.length ? table("Experiments", columns, all) : none("Nothing was measured yet", words)}`;
}

/** Draws an interval around its value, on a line that has no difference in its middle. */
function drawn({ value, low, high }, most) {
  const at = (number) => 100 + (number / most) * 92;
  return svg`<rect x=${at(low)} y="7" width=${Math.max(2, at(high) - at(low))} height="6" rx="3"></rect><circle cx=${at(value)} cy="10" r="4.5"></circle>`;
}

/** Shows a comparison: which measure and arms, the difference in words, and its interval as a picture of them. */
function comparison({ title, is_primary }, one, most) {
  const { values, effect, absolute, is_declared } = one;
  const verdict = !absolute ? "" : is_declared ? "decided" : "not decided";
  return html`<tr ?data-declared=${is_declared}><th scope="row">${title}${is_primary ? html`<small>decides</small>` : nothing}</th><td>${values}</td>
    <td>${effect}<small>${verdict}</small></td><td>${absolute ? html`<svg class="interval" viewBox="0 0 200 20" aria-hidden="true"><path d="M100 0v20M4 10h192"></path>${drawn(absolute, most)}</svg>` : nothing}</td></tr>`;
}

function measure(one) {
  const ends = one.comparisons.flatMap(({ absolute }) => (absolute ? [absolute.low, absolute.high] : []));
  const most = Math.max(...ends.map(Math.abs), 1e-9);
  return one.comparisons.map((each) => comparison(one, each, most));
}

/** Shows the measures of which somebody has something, and the one that decides. */
function measures({ measures, sentences }) {
  const some = measures.filter(({ is_primary, arms }) => is_primary || arms.some(({ sum }) => sum));
  const titles = ["Measure", "Compared", "Difference", "Its interval"];
  return html`<section class="part"><header><h2>What it changes</h2></header><div class="table measured" tabindex="0" role="region" aria-label="Measures"><table><thead><tr>${titles.map(
    (title) => html`<th scope="col">${title}</th>`,
  )}</tr></thead><tbody>${some.map(measure)}</tbody></table></div><p class="quiet">${sentences.at(-1)}</p></section>`;
}

/** Shows how many people there are in each arm, beside those who were to be expected. */
function people({ arms, ratio, sentences }) {
  const expected = (arm) => ratio?.arms.find((one) => one.arm === arm)?.expected;
  const counted = [
    ["Variant", ({ title }) => title],
    ["People", ({ people }) => whole(people)],
    ["Expected", ({ arm }) => (expected(arm) === undefined ? "" : whole(expected(arm)))],
  ];
  return html`<section class="part"><header><h2>Who took part</h2></header><p>${sentences[0]}</p>${lamp({ ratio, sentences })}${table("People of each variant", counted, arms)}</section>`;
}

/** Says whether the people are in the ratio that the document declares. */
function lamp({ ratio, sentences }) {
  const is = ratio ? (ratio.is_red ? "no" : "yes") : "open";
  return html`<p class="lamp" data-is=${is}>${icon({ yes: "check", no: "error", open: "clock" }[is])}<span>${sentences[1]}</span></p>`;
}

function days({ days, arms }) {
  const counted = (arm) => (day) => {
    const { people = 0, conversions = 0 } = day.arms.find((one) => one.arm === arm) ?? {};
    return `${whole(people)}, of whom ${whole(conversions)}`;
  };
  const columns = [["Day (UTC)", ({ day }) => day], ...arms.map(({ arm, title }) => [title, counted(arm)])];
  return html`<section class="part"><details><summary><h2>Day by day</h2></summary><p class="quiet">People by the day on which they came, and how many of them bought or began a trial since.</p>${table("Days", columns, days.toReversed())}</details></section>`;
}

/** Shows the choices: the phase, and a part of the people with its own check of the ratio. */
function choices({ phases, phase, cut, cuts }) {
  const parts = cuts.map((one) => [
    one.cut,
    `${one.cut.replace("/", " ")}: ${count(one.people, "person", "people")}${one.is_red ? ", ratio wrong" : ""}`,
  ]);
  const chosen = (name) => (value) => setQuery({ [name]: value || null });
  return html`<div class="filters">${phases.length > 1 ? select("Phase", Object.fromEntries(phases.map((one) => [`p${one}`, `${one}`])), `p${phase}`, (value) => chosen("phase")(value.slice(1))) : nothing}
    ${parts.length ? select("People", { "": "All", ...Object.fromEntries(parts) }, cut, chosen("cut")) : nothing}</div>`;
}

function results(report) {
  const { experiment, name, phase, rule, verdict, is_hidden, is_behind } = report;
  const back = html`<a class="button" href=${href("experiments", { phase: null })}>All experiments</a><a class="button" href=${href(`campaigns/${rule}`)}>Open the rule</a>`;
  const top = html`${head(name || experiment, html`<code>${experiment}</code>, phase ${phase}`, back)}${choices(report)}`;
  if (verdict.state === "empty")
    return html`${top}${empty("Nothing is measured yet", html`${verdict.sentence} Whoever sees a variant or is held out counts from the moment at which this is live. ${is_behind ? "Some are being counted just now." : ""}`)}`;
  const show = html`<button type="button" @click=${() => setQuery({ red: "yes" })}>Show the measures all the same</button>`;
  return html`${top}<p class="verdict" data-state=${verdict.state} role="status">${icon(tables.verdicts[verdict.state] ?? "clock")}<span>${verdict.sentence}</span>${is_hidden ? show : nothing}</p>
    <div class="parts results">${is_hidden ? nothing : measures(report)}${people(report)}${days(report)}</div>${is_behind ? html`<p class="quiet">Some people are being counted just now.</p>` : nothing}`;
}

function view({ all, report }) {
  if (all) return list({ all });
  if (report) return results(report);
  const words =
    "No host has served this experiment. Once its rule is live, whoever sees a variant or is held out is counted.";
  return html`${head(state.at.id)}${none("Nothing is measured yet", words)}`;
}

export default { label: "Experiments", key: "e", asks: ["phase", "cut", "red"], load, view };
