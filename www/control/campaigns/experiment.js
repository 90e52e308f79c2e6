// The experiment of a rule: its variants and their shares, who takes part, and how long it takes to know.
import { Model } from "control-model/campaigns.js";
import { html, nothing } from "lit-html";

import { href } from "../address.js";
import { dress } from "../editor/draft.js";
import { edited } from "../parts/edited.js";
import { icon } from "../parts/icon.js";
import { environment } from "../store.js";
import { estimate } from "./estimate.js";
import styles from "./experiments.css" with { type: "text" };
import { liveRule } from "./live.js";
import { bar } from "./split.js";
import { takesPart } from "./scale.js";

/** @import { Work } from "./work.js" */
/** @import { Group, Segment } from "./split.js" */

dress(styles);

const address = (/** @type {string} */ segment) => `segment:${segment}`;

/**
 * Shows the panel of a rule's segments.
 * @param {Work} work
 * @param {any} rule the rule, as the document has it
 */
export function experimentPanel(work, rule) {
  const { experiment } = rule;
  const told = work.told(rule.rule)?.rule;
  /** @type {Group[]} */
  const groups = told.groups;
  const faults = work.findings.of(rule.rule).filter(({ path }) => /^(segments|experiment)/.test(path));
  return html`<section class="part experiment" aria-labelledby="split"><header><h2 id="split">${experiment ? "Experiment" : "What is shown"}</h2>
      ${experiment ? html`<small>${experiment.key}${experiment.phase > 1 ? `, phase ${experiment.phase}` : ""}</small><a href=${href(`experiments/${experiment.key}`)}>Results</a>` : nothing}</header>
    ${experiment ? phase(work, rule) : nothing}
    ${groups.map((group, place) => groupOf(work, rule, group, place))}
    ${faults.map(({ level, message, code }) => html`<p class="said" data-level=${level}>${icon("error")}<span>${message} <code>${code}</code></span></p>`)}
    ${experiment ? html`${takesPart(work, rule, told)}${estimate(work, rule, told)}` : begin(work, rule, groups)}</section>`;
}

/**
 * Shows the segments that share out the customers of some form factors.
 * @param {Work} work @param {any} rule @param {Group} group @param {number} place
 */
function groupOf(work, rule, group, place) {
  const { shares, sum } = group;
  const mayShare = work.mayEdit && !group.is_drawn;
  const run = (/** @type {string} */ operations, key = "") => work.run(JSON.parse(operations), key);
  const change = (/** @type {number} */ at, /** @type {number} */ share) =>
    run(work.model.resize(rule.rule, place, at, share), `split ${rule.rule} ${place}`);
  const remove = (/** @type {number} */ at) => run(work.model.remove_variant(rule.rule, place, at));
  const forms = group.forms.length ? `on ${group.forms.join(", ")}` : "for everybody who takes part";
  const label = `${shares.length > 1 ? "Split" : "Shown"} ${forms}`;
  return html`<div class="group"><h3>${label}</h3>
    ${shares.length > 1 ? bar({ ...group, label, change: mayShare && sum === 100 ? change : undefined }) : nothing}
    ${
      shares.length > 1 && sum !== 100
        ? html`<p class="said" role="alert">${icon("error")}<span>The shares sum to ${sum}, not to 100.</span>
      ${mayShare ? html`<button type="button" @click=${() => run(work.model.even(rule.rule, place))}>Make it 100</button>` : nothing}</p>`
        : nothing
    }
    <ul class="variants">${group.segments.map((one, index) => variant({ work, rule, group, change, remove, mayShare }, one, index))}</ul>
    ${mayShare ? html`<button type="button" class="quiet" @click=${() => run(work.model.add_variant(rule.rule, place))}>${icon("plus")}Add a variant</button>` : nothing}</div>`;
}

/**
 * Shows a variant: its name, its paywall, its share.
 * @param {any} tools @param {Segment} one @param {number} index
 */
function variant({ work, rule, group, change, remove, mayShare }, one, index) {
  const { shares, names } = group;
  const name = names[index];
  const set = (/** @type {string} */ path, /** @type {any} */ value) =>
    work.set(rule.rule, [path], value, { id: address(one.segment), key: `${path} ${one.segment}` });
  const paywalls = work
    .ids("paywalls")
    .map(
      (/** @type {string} */ id) =>
        html`<option value=${id} .selected=${id === one.paywall}>${work.part("paywalls", id)?.name ?? id}</option>`,
    );
  const isOne = shares.length === 1;
  return html`<li data-n=${index % 6}><i aria-hidden="true"></i>
    <input aria-label=${`Name of ${name}`} .value=${one.name ?? ""} placeholder=${name} ?disabled=${!work.mayEdit} @change=${(/** @type {any} */ event) => set("name", event.target.value || undefined)}>
    <select aria-label=${`Paywall of ${name}`} ?disabled=${!work.mayEdit} @change=${(/** @type {any} */ event) => set("paywall", event.target.value)}>${paywalls}</select>
    ${
      isOne
        ? nothing
        : html`<label class="percent"><input type="number" min="0" max="100" step="any" aria-label=${`Share of ${name} in percent`} .value=${edited(String(shares[index]))} ?disabled=${!mayShare}
      @change=${(/** @type {any} */ event) => change(index, event.target.valueAsNumber)}>%</label>
    <button type="button" class="quiet" aria-label=${`Remove ${name}`} ?disabled=${!mayShare} @click=${() => remove(index)}>${icon("close")}</button>`
    }</li>`;
}

/** Offers to measure a split. */
function begin(/** @type {Work} */ work, /** @type {any} */ rule, /** @type {Group[]} */ groups) {
  if (groups.length !== 1 || groups[0].segments.length < 2 || !work.mayEdit) return nothing;
  const key = (rule.name ?? rule.rule).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_");
  return html`<p class="quiet">A split draws anew each time. An experiment gives each customer one variant for good, and can be measured.</p>
    <button type="button" @click=${() => work.set(rule.rule, ["experiment"], { key, sticky: true })}>Make it an experiment</button>`;
}

/** Says whether the experiment runs, and that a change of it begins a new phase. */
function phase(/** @type {Work} */ work, /** @type {any} */ rule) {
  const now = liveRule(work, rule.rule);
  if (now === undefined) return nothing;
  const isRunning = now?.experiment?.key === rule.experiment.key && now.enabled !== false;
  if (!isRunning)
    return html`<p class="phase">${icon("clock")}<span>Not running in ${environment().name} yet.</span></p>`;
  const [was, is] = [now.experiment.phase ?? 1, rule.experiment.phase ?? 1];
  if (is !== was)
    return html`<p class="phase" data-new>${icon("check")}<span>Publishing this begins phase ${is}. The numbers of phase ${was} stay readable.</span></p>`;
  if (!Model.differs(JSON.stringify(now), JSON.stringify(rule)))
    return html`<p class="phase">${icon("check")}<span>Running in ${environment().name}, phase ${is}. A change of its variants or shares begins a new phase.</span></p>`;
  const raise = () => work.set(rule.rule, ["experiment", "phase"], was + 1);
  return html`<p class="phase" data-new role="status">${icon("error")}<span>This changes a running experiment: it begins a new phase, or the numbers before and after are mixed.</span>
    ${work.mayEdit ? html`<button type="button" @click=${raise}>Begin phase ${was + 1}</button>` : nothing}</p>`;
}
