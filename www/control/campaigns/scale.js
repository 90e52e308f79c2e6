// The people who take part in an experiment, drawn to scale: its part of the layer, its coverage, its holdout.
import { html, nothing } from "lit-html";

import { field } from "../parts/blocks.js";
import { edited } from "../parts/edited.js";

/** @import { Work } from "./work.js" */
/** @typedef {{key: string, name: string, ranges: [number, number][]}} Claim what an experiment has of a layer */

const percent = (/** @type {number} */ part) => Math.round(part * 1000) / 10;
const length = (/** @type {[number, number][]} */ ranges) =>
  ranges.reduce((all, [from, to]) => all + Math.max(0, to - from), 0);

/** Lists what the experiments of a layer claim, that of `rule` first. */
function claims(/** @type {Work} */ work, /** @type {any} */ rule) {
  const { id } = rule.experiment.layer;
  const found = new Map();
  for (const one of [rule, ...work.ids("campaign_rules").map((name) => work.part("campaign_rules", name))]) {
    const { layer, key } = one?.experiment ?? {};
    if (layer?.id === id && !found.has(key))
      found.set(key, { key, name: one.name ?? one.rule, ranges: layer.ranges ?? [[0, 1]] });
  }
  return [...found.values()];
}

/** Lists the parts of two claims that are in both. */
const overlap = (/** @type {Claim} */ one, /** @type {Claim} */ other) =>
  one.ranges
    .flatMap(([from, to]) =>
      other.ranges.map(([low, high]) => /** @type {[number, number]} */ ([Math.max(from, low), Math.min(to, high)])),
    )
    .filter(([from, to]) => to - from > 1e-9);

const block = (/** @type {[number, number]} */ [from, to], kind = "") =>
  html`<span class=${kind} .style=${`left: ${from * 100}%; width: ${(to - from) * 100}%`}></span>`;

/** Draws the layer: a line for each experiment in it, and what two have in common. */
function layer(/** @type {Work} */ work, /** @type {any} */ rule) {
  const [own, ...others] = claims(work, rule);
  const line = (/** @type {Claim} */ one) => {
    const common = one === own ? [] : overlap(own, one);
    const said = `${one.ranges.map(([from, to]) => `${percent(from)} to ${percent(to)} %`).join(", ")}${common.length ? `; ${percent(length(common))} % in common: make them disjoint` : ""}`;
    return html`<li ?data-own=${one === own}><span>${one.name}<small>${said}</small></span><div class="track" aria-hidden="true">${one.ranges.map((range) => block(range))}${common.map((range) => block(range, "common"))}</div></li>`;
  };
  return html`<ul class="layer" aria-label=${`Layer ${rule.experiment.layer.id}`}>${[own, ...others].map(line)}</ul>`;
}

/** Says whom of all who come the experiment takes, in parts that sum to 1. */
export function partsOf(/** @type {any} */ { experiment }) {
  const inLayer = experiment.layer ? Math.min(1, length(experiment.layer.ranges ?? [[0, 1]])) : 1;
  const covered = inLayer * Math.min(1, experiment.coverage ?? 1);
  const heldOut = (covered * (experiment.holdout?.percent ?? 0)) / 100;
  return [
    ["takes part", covered - heldOut, "in"],
    ["held out: sees nothing", heldOut, "held"],
    ["not covered: the next rule is asked", inLayer - covered, "out"],
    ["in another part of the layer", 1 - inLayer, "other"],
  ].filter(([, part]) => Number(part) > 0);
}

const number = (
  /** @type {string} */ label,
  /** @type {number} */ value,
  /** @type {(value: number) => void} */ set,
  hint = "",
  isOff = false,
) =>
  field(
    label,
    html`<input type="number" min="0" max="100" step="any" .value=${edited(String(value))} ?disabled=${isOff} @change=${(
      /** @type {any} */ { target },
    ) => {
      const within = Math.min(100, Math.max(0, target.valueAsNumber || 0));
      target.value = String(within);
      set(within);
    }}>`,
    hint,
  );

/** Puts the experiment into a layer, which comes into being with its first one; "" takes it out. */
function join(/** @type {Work} */ work, /** @type {any} */ { rule, experiment }, /** @type {string} */ id) {
  if (!id) return work.set(rule, ["experiment", "layer"], undefined);
  const insert = { op: "insert", section: "layers", part: id, value: { seed: `layer_${id}` } };
  const value = { id, ranges: experiment.layer?.ranges ?? [[0, 1]] };
  const claim = { op: "set", section: "campaign_rules", part: rule, path: ["experiment", "layer"], value };
  return work.run(work.ids("layers").includes(id) ? [claim] : [insert, claim]);
}

/** Shows who takes part, and changes it. */
export function takesPart(/** @type {Work} */ work, /** @type {any} */ rule) {
  const { experiment } = rule;
  const { coverage = 1, holdout, layer: own } = experiment;
  const set = (/** @type {string[]} */ path, /** @type {any} */ value) =>
    work.set(rule.rule, ["experiment", ...path], value);
  const hold = (/** @type {number} */ value) =>
    holdout && value
      ? set(["holdout", "percent"], value)
      : set(["holdout"], value ? { id: "global", seed: "holdout", percent: value } : undefined);
  const range = (/** @type {number} */ end) => (/** @type {number} */ value) => {
    const [[from, to]] = own?.ranges ?? [[0, 1]];
    set(["layer", "ranges"], [end ? [from, value / 100] : [value / 100, to]]);
  };
  const layers = [...new Set([...work.ids("layers"), "experiments", ...(own ? [own.id] : [])])];
  const isOff = !work.mayEdit;
  return html`<div class="group"><h3>Who takes part</h3>${scale(rule)}
    <div class="fields">${number("Coverage, %", percent(coverage), (value) => set(["coverage"], value / 100), "Raising it moves nobody.", isOff)}
      ${number("Holdout, %", holdout?.percent ?? 0, hold, holdout ? `Of the holdout “${holdout.id}”.` : "They see nothing, so that the effect can be measured.", isOff)}
      ${field(
        "Layer",
        html`<select ?disabled=${isOff} @change=${(/** @type {any} */ event) => join(work, rule, event.target.value)}><option value="">None: may share customers with others</option>
        ${layers.map((id) => html`<option value=${id} .selected=${id === own?.id}>${id}</option>`)}</select>`,
        "Experiments with disjoint parts of a layer share nobody.",
      )}
      ${own?.ranges?.length === 1 ? html`${number("Layer from, %", percent(own.ranges[0][0]), range(0), "", isOff)}${number("Layer to, %", percent(own.ranges[0][1]), range(1), "", isOff)}` : nothing}</div>
    ${own ? layer(work, rule) : nothing}</div>`;
}

/** Draws all who come, to scale. */
function scale(/** @type {any} */ rule) {
  const parts = partsOf(rule);
  return html`<div class="scale" aria-hidden="true">${parts.map(([, part, kind]) => html`<span data-kind=${kind} .style=${`flex-grow: ${part}`}></span>`)}</div>
    <ul class="legend">${parts.map(([words, part, kind]) => html`<li><i data-kind=${kind} aria-hidden="true"></i><b>${percent(Number(part))} %</b> ${words}</li>`)}</ul>`;
}
