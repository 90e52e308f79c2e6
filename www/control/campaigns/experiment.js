// The experiment of a rule: its variants and their shares, who takes part, and how long it takes to know.
import { html, nothing } from "lit-html";

import { href } from "../address.js";
import { dress } from "../editor/draft.js";
import { edited } from "../parts/edited.js";
import { icon } from "../parts/icon.js";
import { environment } from "../store.js";
import { estimate } from "./estimate.js";
import styles from "./experiments.css" with { type: "text" };
import { liveRule } from "./live.js";
import { bar, formsOf, groupsOf, resized, shared, sharesOf, sum } from "./split.js";
import { takesPart } from "./scale.js";

/** @import { Work } from "./work.js" */
/** @import { Group, Segment } from "./split.js" */

dress(styles);

/** Names a segment: by its name, or by what it shows. */
const nameOf = (/** @type {Work} */ work, /** @type {Segment} */ { name, segment, paywall }) =>
  name || work.part("paywalls", paywall ?? "")?.name || segment;

const at = (/** @type {any} */ rule) => ({ section: "campaign_rules", part: rule.rule });
const address = (/** @type {string} */ segment) => `segment:${segment}`;

/**
 * Makes the operations that give segments their shares: of all of them, as the last of several steps stands for all.
 */
const sharing = (/** @type {any} */ rule, /** @type {Group} */ { segments, field }, /** @type {number[]} */ shares) =>
  segments.map(({ segment }, index) => ({
    op: "set",
    ...at(rule),
    id: address(segment),
    path: [field],
    value: shares[index],
  }));

/**
 * Shows the panel of a rule's segments.
 * @param {Work} work
 * @param {any} rule the rule, as the document has it
 */
export function experimentPanel(work, rule) {
  const groups = groupsOf(rule);
  const { experiment } = rule;
  const faults = work.findings.of(rule.rule).filter(({ path }) => /^(segments|experiment)/.test(path));
  return html`<section class="part experiment" aria-labelledby="split"><header><h2 id="split">${experiment ? "Experiment" : "What is shown"}</h2>
      ${experiment ? html`<small>${experiment.key}${experiment.phase > 1 ? `, phase ${experiment.phase}` : ""}</small><a href=${href(`experiments/${experiment.key}`)}>Results</a>` : nothing}</header>
    ${experiment ? phase(work, rule) : nothing}
    ${groups.map((group) => groupOf(work, rule, group))}
    ${faults.map(({ level, message, code }) => html`<p class="said" data-level=${level}>${icon("error")}<span>${message} <code>${code}</code></span></p>`)}
    ${experiment ? html`${takesPart(work, rule)}${estimate(work, rule)}` : begin(work, rule, groups)}</section>`;
}

/** Shows the segments that share out the customers of some form factors. */
function groupOf(/** @type {Work} */ work, /** @type {any} */ rule, /** @type {Group} */ group) {
  const shares = sharesOf(group);
  const names = group.segments.map((one) => nameOf(work, one));
  const all = sum(shares);
  const mayShare = work.mayEdit && !group.segments.some(({ ranges }) => ranges);
  const change = (/** @type {number[]} */ next) =>
    work.run(sharing(rule, group, next), `split ${rule.rule} ${group.forms}`);
  const forms = group.forms.length ? `on ${group.forms.join(", ")}` : "for everybody who takes part";
  return html`<div class="group"><h3>${shares.length > 1 ? `Split ${forms}` : `Shown ${forms}`}</h3>
    ${shares.length > 1 ? bar({ names, shares, label: `Split ${forms}`, change: mayShare && all === 100 ? change : undefined }) : nothing}
    ${
      shares.length > 1 && all !== 100
        ? html`<p class="said" role="alert">${icon("error")}<span>The shares sum to ${all}, not to 100.</span>
      ${mayShare ? html`<button type="button" @click=${() => change(shared(shares))}>Make it 100</button>` : nothing}</p>`
        : nothing
    }
    <ul class="variants">${group.segments.map((one, index) => variant({ work, rule, group, shares, change, mayShare }, one, index))}</ul>
    ${mayShare ? html`<button type="button" class="quiet" @click=${() => add(work, rule, group, shares)}>${icon("plus")}Add a variant</button>` : nothing}</div>`;
}

/** Shows a variant: its name, its paywall, its share. */
function variant(
  /** @type {any} */ { work, rule, group, shares, change, mayShare },
  /** @type {Segment} */ one,
  /** @type {number} */ index,
) {
  const name = nameOf(work, one);
  const set = (/** @type {string} */ path, /** @type {any} */ value) =>
    work.set(rule.rule, [path], value, { id: address(one.segment), key: `${path} ${one.segment}` });
  const remove = () => {
    const rest = { ...group, segments: group.segments.filter((/** @type {Segment} */ other) => other !== one) };
    const left = shared(shares.filter((/** @type {number} */ _, /** @type {number} */ place) => place !== index));
    work.run([{ op: "remove", ...at(rule), id: address(one.segment) }, ...sharing(rule, rest, left)]);
  };
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
      @change=${(/** @type {any} */ event) => change(resized(shares, index, event.target.valueAsNumber))}>%</label>
    <button type="button" class="quiet" aria-label=${`Remove ${name}`} ?disabled=${!mayShare} @click=${remove}>${icon("close")}</button>`
    }</li>`;
}

/** Adds a variant with an equal share; the others give it up in proportion. */
function add(
  /** @type {Work} */ work,
  /** @type {any} */ rule,
  /** @type {Group} */ group,
  /** @type {number[]} */ shares,
) {
  const known = new Set(rule.segments.map((/** @type {Segment} */ { segment }) => segment));
  const segment =
    Array.from({ length: known.size + 1 }, (_, index) => `variant-${index + 1}`).find((id) => !known.has(id)) ??
    "variant";
  const last = group.segments[group.segments.length - 1];
  const next = resized([...shares, 0], shares.length, 100 / (shares.length + 1));
  const form_factors = group.forms.length ? group.forms.map((form) => ({ form_factor: form })) : last.form_factors;
  const value = {
    segment,
    name: `Variant ${shares.length + 1}`,
    [group.field]: next[shares.length],
    paywall: last.paywall,
    form_factors,
  };
  const insert = { op: "insert", ...at(rule), into: { slot: ["segments"] }, after: address(last.segment), value };
  work.run([...sharing(rule, group, next.slice(0, -1)), insert]);
}

/** Offers to measure a split. */
function begin(/** @type {Work} */ work, /** @type {any} */ rule, /** @type {Group[]} */ groups) {
  if (groups.length !== 1 || groups[0].segments.length < 2 || !work.mayEdit) return nothing;
  const key = (rule.name ?? rule.rule).toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_");
  return html`<p class="quiet">A split draws anew each time. An experiment gives each customer one variant for good, and can be measured.</p>
    <button type="button" @click=${() => work.set(rule.rule, ["experiment"], { key, sticky: true })}>Make it an experiment</button>`;
}

/** What is measured of an experiment: a change of it makes other numbers. */
const measured = (/** @type {any} */ { segments, experiment: { seed, hash, bucket_version } }) =>
  JSON.stringify([
    seed,
    hash,
    bucket_version,
    segments.map((/** @type {Segment} */ one) => [
      one.segment,
      one.split,
      one.weight,
      one.paywall,
      one.ranges,
      formsOf(one),
    ]),
  ]);

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
  if (measured(now) === measured(rule))
    return html`<p class="phase">${icon("check")}<span>Running in ${environment().name}, phase ${is}. A change of its variants or shares begins a new phase.</span></p>`;
  const raise = () => work.set(rule.rule, ["experiment", "phase"], was + 1);
  return html`<p class="phase" data-new role="status">${icon("error")}<span>This changes a running experiment: it begins a new phase, or the numbers before and after are mixed.</span>
    ${work.mayEdit ? html`<button type="button" @click=${raise}>Begin phase ${was + 1}</button>` : nothing}</p>`;
}
