// The people who take part in an experiment, drawn to scale: its part of the layer, its coverage, its holdout.
import { html, nothing } from "lit-html";

import { field } from "../parts/blocks.js";
import { edited } from "../parts/edited.js";

/** @import { Work } from "./work.js" */
/**
 * @typedef {[number, number]} Range a part of a layer, from 0 to 1
 * @typedef {{name: string, own: boolean, said: string, ranges: Range[], common: Range[]}} Claim
 * @typedef {{parts: {words: string, part: number, kind: string}[], layer: Claim[]}} Told what the model tells of a rule
 */

const percent = (/** @type {number} */ part) => Math.round(part * 1000) / 10;

const block = (/** @type {[number, number]} */ [from, to], kind = "") =>
  html`<span class=${kind} .style=${`left: ${from * 100}%; width: ${(to - from) * 100}%`}></span>`;

/** Draws the layer: a line for each experiment in it, and what two have in common. */
function layer(/** @type {any} */ { experiment }, /** @type {Claim[]} */ claims) {
  const line = (/** @type {Claim} */ { name, own, said, ranges, common }) =>
    html`<li ?data-own=${own}><span>${name}<small>${said}</small></span><div class="track" aria-hidden="true">${ranges.map((range) => block(range))}${common.map((range) => block(range, "common"))}</div></li>`;
  return html`<ul class="layer" aria-label=${`Layer ${experiment.layer.id}`}>${claims.map(line)}</ul>`;
}

/**
 * Shows a number of percent.
 * @param {string} label @param {number} value @param {(value: number) => void} set
 */
const number = (label, value, set, hint = "", isOff = false) =>
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

/** Shows who takes part, and changes it. */
export function takesPart(/** @type {Work} */ work, /** @type {any} */ rule, /** @type {Told} */ told) {
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
  const join = (/** @type {any} */ { target }) => work.run(JSON.parse(work.model.join(rule.rule, target.value)));
  return html`<div class="group"><h3>Who takes part</h3>${scale(told)}
    <div class="fields">${number("Coverage, %", percent(coverage), (value) => set(["coverage"], value / 100), "Raising it moves nobody.", isOff)}
      ${number("Holdout, %", holdout?.percent ?? 0, hold, holdout ? `Of the holdout “${holdout.id}”.` : "They see nothing, so that the effect can be measured.", isOff)}
      ${field(
        "Layer",
        html`<select ?disabled=${isOff} @change=${join}><option value="">None: may share customers with others</option>
        ${layers.map((id) => html`<option value=${id} .selected=${id === own?.id}>${id}</option>`)}</select>`,
        "Experiments with disjoint parts of a layer share nobody.",
      )}
      ${own?.ranges?.length === 1 ? html`${number("Layer from, %", percent(own.ranges[0][0]), range(0), "", isOff)}${number("Layer to, %", percent(own.ranges[0][1]), range(1), "", isOff)}` : nothing}</div>
    ${own ? layer(rule, told.layer) : nothing}</div>`;
}

/** Draws all who come, to scale. */
function scale(/** @type {Told} */ { parts }) {
  return html`<div class="scale" aria-hidden="true">${parts.map(({ part, kind }) => html`<span data-kind=${kind} .style=${`flex-grow: ${part}`}></span>`)}</div>
    <ul class="legend">${parts.map(({ words, part, kind }) => html`<li><i data-kind=${kind} aria-hidden="true"></i><b>${percent(part)} %</b> ${words}</li>`)}</ul>`;
}
