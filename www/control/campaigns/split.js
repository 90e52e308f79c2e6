// The split of a rule's segments: one bar with a handle between neighbours. The model makes the shares sum to 100.
import { html, nothing } from "lit-html";

const STEPS = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
  Home: -100,
  End: 100,
};

/**
 * @typedef {{segment: string, name?: string, paywall?: string}} Segment
 * @typedef {{forms: string[], segments: Segment[], names: string[], shares: number[], sum: number, is_drawn: boolean}} Group
 *   segments that share customers out, as the model tells them
 */

/**
 * Shows the bar. `change` gets the place of a share and its new size; there is none where nothing may be changed.
 * @param {{names: string[], shares: number[], sum: number, change?: (at: number, share: number) => void, label: string}} what
 */
export function bar({ names, shares, sum, change, label }) {
  const all = sum || 1;
  const ends = shares.map((_, at) => (shares.slice(0, at + 1).reduce((left, share) => left + share) * 100) / all);
  const piece = (/** @type {number} */ share, /** @type {number} */ at) =>
    html`<span data-n=${at % 6} title=${`${names[at]}: ${share} %`} .style=${`width: ${(share * 100) / all}%`}><b>${names[at]}</b> ${share} %</span>`;
  const handles = change ? ends.slice(0, -1).map((end, at) => handle({ names, shares, change }, at, end)) : nothing;
  return html`<div class="split" role="group" aria-label=${label}><div class="pieces" aria-hidden="true">${shares.map(piece)}</div>${handles}</div>`;
}

/**
 * @param {{names: string[], shares: number[], change: (at: number, share: number) => void}} what
 * @param {number} at @param {number} end where the handle stands, in percent of the bar
 */
function handle({ names, shares, change }, at, end) {
  const [left, right] = [shares[at], shares[at + 1]];
  const [low, high] = [end - left, end + right].map((place) => Math.round(place * 10) / 10);
  const to = (/** @type {number} */ place) => {
    const share = Math.min(left + right, Math.max(0, Math.round(left + place - end)));
    if (share !== left) change(at, share);
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    if (!step) return;
    event.preventDefault();
    to(end + step);
  };
  const move = (/** @type {PointerEvent} */ event) => {
    const handle = /** @type {HTMLElement} */ (event.currentTarget);
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { left: from, width } = /** @type {HTMLElement} */ (handle.parentElement).getBoundingClientRect();
    to(((event.clientX - from) / width) * 100);
  };
  const take = (/** @type {PointerEvent} */ event) =>
    /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
  return html`<span class="handle" role="slider" tabindex="0" aria-label=${`Between ${names[at]} and ${names[at + 1]}`}
    aria-valuemin=${low} aria-valuemax=${high} aria-valuenow=${end} aria-valuetext=${`${names[at]} ${left} %, ${names[at + 1]} ${right} %`}
    .style=${`left: ${end}%`} @keydown=${key} @pointerdown=${take} @pointermove=${move}></span>`;
}
