// The split of a rule's segments: one bar with a handle between neighbours, and numbers. Shares always sum to 100.
import { html, nothing } from "lit-html";

const FORMS = ["phone", "tablet", "desktop", "television"];

/**
 * @typedef {{segment: string, name?: string, split?: number, weight?: number, paywall?: string, ranges?: unknown,
 *   form_factors?: (string | {form_factor: string})[]}} Segment
 * @typedef {{forms: string[], field: "split" | "weight", segments: Segment[]}} Group segments that share customers out
 */

export const formsOf = (/** @type {Segment} */ { form_factors = [] }) =>
  form_factors.map((one) => (typeof one === "string" ? one : one.form_factor));

/**
 * Groups segments by whom they share out: all customers in an experiment, else those of a form factor.
 * @param {any} rule
 * @returns {Group[]}
 */
export function groupsOf({ segments = [], experiment }) {
  const isWeighted = experiment && segments.some((/** @type {Segment} */ { weight }) => weight !== undefined);
  const field = isWeighted ? "weight" : "split";
  if (experiment) return [{ forms: [], field, segments }];
  const groups = new Map();
  for (const form of FORMS) {
    const those = segments.filter((/** @type {Segment} */ one) => formsOf(one).includes(form));
    const key = those.map((/** @type {Segment} */ { segment }) => segment).join();
    if (groups.has(key)) groups.get(key).forms.push(form);
    else if (those.length) groups.set(key, { forms: [form], field, segments: those });
  }
  return [...groups.values()];
}

const tenth = (/** @type {number} */ number) => Math.round(number * 10) / 10;
export const sum = (/** @type {number[]} */ numbers) => tenth(numbers.reduce((all, one) => all + one, 0));

/**
 * Reads the shares of a group. Upper bounds, which rise to 100, are read as the shares between them.
 * @param {Group} group
 */
export function sharesOf({ segments, field }) {
  const shares = segments.map((one) => Number(one[field] ?? (segments.length === 1 ? 100 : 0)));
  const isRising = shares.every((share, at) => at === 0 || share > shares[at - 1]);
  if (shares.length < 2 || sum(shares) === 100 || !isRising || shares.at(-1) !== 100) return shares;
  return shares.map((share, at) => tenth(share - (shares[at - 1] ?? 0)));
}

/**
 * Gives one share a new size. The neighbour gives or takes the difference; where it has too little, all others do.
 * @param {number[]} shares @param {number} at @param {number} wanted
 */
export function resized(shares, at, wanted) {
  if (shares.length < 2) return [100];
  const share = tenth(Math.min(100, Math.max(0, wanted || 0)));
  const near = at + 1 < shares.length ? at + 1 : at - 1;
  const left = tenth(shares[near] - share + shares[at]);
  const others = sum(shares) - shares[at];
  const isNear = sum(shares) === 100 && left >= 0;
  const part = (/** @type {number} */ one) =>
    tenth(others > 0 ? (one * (100 - share)) / others : (100 - share) / (shares.length - 1));
  const next = shares.map((one, index) => (index === at ? share : isNear ? one : part(one)));
  next[near] = tenth(next[near] + 100 - sum(next));
  return next;
}

/** Shares 100 out in the proportions that there are. */
export const shared = (/** @type {number[]} */ shares) =>
  sum(shares) > 0
    ? resized(shares, 0, (shares[0] * 100) / sum(shares))
    : resized(
        shares.map(() => 1),
        0,
        100 / shares.length,
      );

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
 * Shows the bar. `change` gets all shares, and says nothing where nothing may be changed.
 * @param {{names: string[], shares: number[], change?: (shares: number[]) => void, label: string}} what
 */
export function bar({ names, shares, change, label }) {
  const all = sum(shares) || 1;
  const ends = shares.map((_, at) => (sum(shares.slice(0, at + 1)) * 100) / all);
  const piece = (/** @type {number} */ share, /** @type {number} */ at) =>
    html`<span data-n=${at % 6} title=${`${names[at]}: ${share} %`} .style=${`width: ${(share * 100) / all}%`}><b>${names[at]}</b> ${share} %</span>`;
  const handles = change ? ends.slice(0, -1).map((end, at) => handle({ names, shares, change }, at, end)) : nothing;
  return html`<div class="split" role="group" aria-label=${label}><div class="pieces" aria-hidden="true">${shares.map(piece)}</div>${handles}</div>`;
}

/**
 * @param {{names: string[], shares: number[], change: (shares: number[]) => void}} what
 * @param {number} at @param {number} end where the handle stands, in percent of the bar
 */
function handle({ names, shares, change }, at, end) {
  const [left, right] = [shares[at], shares[at + 1]];
  const [low, high] = [tenth(end - left), tenth(end + right)];
  const to = (/** @type {number} */ place) => {
    const share = Math.min(left + right, Math.max(0, Math.round(left + place - end)));
    if (share !== left) change(resized(shares, at, share));
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
