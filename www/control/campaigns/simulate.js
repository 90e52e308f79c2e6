// The panel “Who gets this”: made-up people are sent through the draft and through what is live, and what changes for
// them is told.
import { html, nothing } from "lit-html";

import { environment } from "../store.js";
import { failure, select } from "../parts/blocks.js";
import { count } from "../parts/words.js";
import { REASONS } from "../parts/trace.js";
import { answer } from "./answers.js";
import { liveRule } from "./live.js";
import { tryOut } from "./try.js";

/** @import { Work } from "./work.js" */
/** @typedef {{kind: string, rule?: string, segment?: string, paywall?: string, holdout?: string, code?: string}} Outcome */

const PEOPLE = { 2000: "2,000 people", 10000: "10,000 people", 20000: "20,000 people" };

const WHY = {
  default_campaign_not_found: "no rule is for them",
  labeled_campaign_not_found: "no rule is for them",
  url_campaign_not_found: "no rule is for them",
  campaign_data_not_found: "the rule names a paywall that is not there",
};
const why = (/** @type {string} */ code) => WHY[/** @type {keyof typeof WHY} */ (code)] ?? code.replaceAll("_", " ");

/** Says what is launched: the placement of the open rule, or everything. */
function launched(/** @type {any} */ rule) {
  if (!rule) return {};
  if (rule.type === "default") return { unnamed: true };
  return rule.type === "url" ? { urls: [rule.value] } : { labels: [rule.value] };
}

/** Names a rule, and a segment in it where there are several. */
export function named(/** @type {Work} */ work, /** @type {string} */ rule, segment = "") {
  const found = work.part("campaign_rules", rule) ?? liveRule(work, rule);
  const one = found?.segments?.length > 1 && found.segments.find((/** @type {any} */ it) => it.segment === segment);
  return `${found?.name ?? rule}${one?.name ? `, ${one.name}` : ""}`;
}

const paywall = (/** @type {Work} */ work, /** @type {string} */ id) => work.part("paywalls", id)?.name ?? id;

/** Shows what stands beside the rules: of the rule that is open, or of all of them. */
export function beside(/** @type {Work} */ work) {
  const { id, draft, query } = work.context;
  const { name, live } = environment();
  const rule = id ? work.part("campaign_rules", id) : undefined;
  const people = Number(query.people) in PEOPLE ? Number(query.people) : 10_000;
  const source = draft ? { draft } : { environment: name };
  const request = { people, ...launched(rule) };
  const body = { source, ...(draft && live && { against: { environment: name } }), request };
  const edit = draft ? work.session.edit : live?.sequence;
  const { body: report, error, waits } = answer(work, "simulate", { path: "simulate", body, edit });
  return html`<div class="beside simulated" ?data-waits=${waits}>
    <section class="part" aria-labelledby="who"><header><h2 id="who">Who gets this</h2></header>
      ${error ? failure(error) : report ? seen(work, report, id) : html`<p class="quiet" role="status">People are sent through the rules…</p>`}
      <p class="made">${select("Made up", PEOPLE, String(people), (value) => work.context.setQuery({ people: value }))} <small>They have what the conditions ask for: they try the rules, and forecast nothing.</small></p></section>
    ${draft && !error && report ? changed(work, report) : nothing}
    ${tryOut(work, rule)}</div>`;
}

/** Shows who gets what on each placement that was launched. */
function seen(/** @type {Work} */ work, /** @type {any} */ report, /** @type {string} */ id) {
  const placements = report.seen.map((/** @type {any} */ { placement, decisions, shown, nothing: none }) => {
    const lines = [
      ...byRule(work, shown, id),
      ...none.map((/** @type {any} */ one) => ({
        count: one.count,
        own: one.rule === id,
        words: one.holdout ? `Held out by “${one.holdout}”` : `Nothing: ${why(one.why)}`,
        kind: one.holdout ? "held" : "none",
      })),
    ];
    const line = (/** @type {any} */ { count: number, words, small = "", own, kind = "" }) =>
      html`<tr ?data-own=${own} data-kind=${kind}><th scope="row">${words}<small>${small}</small></th><td title=${number.toLocaleString("en")}>${share(number, decisions)}</td>
        <td aria-hidden="true"><span class="meter"><i .style=${`width: ${(number * 100) / decisions}%`}></i></span></td></tr>`;
    return html`<table class="shares"><caption>${id ? nothing : placement}</caption><tbody>${lines.map(line)}</tbody></table>`;
  });
  const { never } = report;
  const unreached = id ? never.filter((/** @type {any} */ { rule }) => rule === id) : never;
  const nobody = (/** @type {any} */ { rule, reasons }) => {
    const [reason] = Object.keys(reasons).sort((one, other) => reasons[other] - reasons[one]);
    const words = reason ? `: it ${REASONS[/** @type {keyof typeof REASONS} */ (reason)] ?? reason}` : "";
    return html`<p class="said">Nobody is shown ${id ? "this rule" : `“${named(work, rule)}”`}${words}.</p>`;
  };
  return html`${unreached.map(nobody)}${placements}`;
}

/** Sums segments of other rules up; those of the open one stand by themselves. */
function byRule(/** @type {Work} */ work, /** @type {any[]} */ shown, /** @type {string} */ id) {
  const lines = new Map();
  for (const { rule, segment, paywall: what, count: number } of shown) {
    const own = rule === id;
    const key = own ? `${rule} ${segment}` : rule;
    const segments = own ? work.part("campaign_rules", id).segments : [];
    const line = lines.get(key) ?? {
      count: 0,
      own,
      place: segments.findIndex((/** @type {any} */ it) => it.segment === segment),
      words: named(work, rule, own ? segment : ""),
      small: own ? paywall(work, what) : "",
    };
    lines.set(key, { ...line, count: line.count + number });
  }
  return [...lines.values()].sort(
    (one, other) => Number(other.own) - Number(one.own) || one.place - other.place || other.count - one.count,
  );
}

const share = (/** @type {number} */ part, /** @type {number} */ all) =>
  `${((part * 100) / Math.max(1, all)).toFixed(1)} %`;

/**
 * Says what somebody gets.
 * @param {Work} work @param {Outcome} of
 */
function outcome(work, { kind, rule = "", segment = "", paywall: what = "", holdout, code = "" }) {
  if (kind === "shown") return html`${paywall(work, what)}<small>${named(work, rule, segment)}</small>`;
  return html`Nothing<small>${kind === "heldOut" ? `held out by “${holdout}”` : why(code)}</small>`;
}

/** The most moves that are shown before one asks for more. */
const MOST = 8;

/** Shows what changes against what is live, for the same people. */
function changed(/** @type {Work} */ work, /** @type {any} */ { compared, decisions }) {
  const { name } = environment();
  const title = html`<header><h2 id="changes">Against ${name}</h2></header>`;
  const section = (/** @type {unknown} */ inside) =>
    html`<section class="part" aria-labelledby="changes">${title}${inside}</section>`;
  if (!compared) return section(html`<p class="quiet">Nothing is live in ${name} yet.</p>`);
  const { moved, moves, unreached } = compared;
  if (!moved)
    return section(
      html`<p class="quiet">The same people get the same. Their paywalls may look otherwise: the review says it.</p>`,
    );
  const row = (/** @type {any} */ { from, to, count: number }) =>
    html`<tr><td>${outcome(work, from)}</td><td>${outcome(work, to)}</td><td title=${number.toLocaleString("en")}>${share(number, decisions)}</td></tr>`;
  const table = (/** @type {any[]} */ rows) =>
    html`<table class="moves"><thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col">People</th></tr></thead><tbody>${rows.map(row)}</tbody></table>`;
  const more = moves.slice(MOST);
  return section(html`<p><b>${share(moved, decisions)}</b> get something else: ${moved.toLocaleString("en")} of ${count(decisions, "decision")}.</p>
    ${unreached.map((/** @type {string} */ rule) => html`<p class="said">“${named(work, rule)}” is shown to nobody any more.</p>`)}
    ${table(moves.slice(0, MOST))}${more.length ? html`<details><summary>${more.length} more</summary>${table(more)}</details>` : nothing}`);
}
