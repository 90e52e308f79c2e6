// When a rule is in force, and how often it is shown.
import { html, nothing } from "lit-html";

import { icon } from "../parts/icon.js";
import { findingsAt } from "./conditions.js";
import { date, span } from "./values.js";
import { options } from "../parts/blocks.js";

/** @import { Work } from "./work.js" */

const ZONES = { device: "each customer’s clock", utc: "UTC" };

/** Shows the schedule of a rule. */
export function schedule(/** @type {Work} */ work, { rule, schedule }) {
  const put = (changes) => {
    const next = Object.fromEntries(
      Object.entries({ ...schedule, ...changes }).filter(([, value]) => value && value.length !== 0),
    );
    const isEmpty = !next.start && !next.end && !next.windows;
    work.set(rule, ["schedule"], isEmpty ? undefined : next);
  };
  const bound = (name) => (text) => put({ [name]: text, ...(!schedule?.zone && { zone: "device" }) });
  const windows = schedule?.windows ?? [];
  const window = (at, value) =>
    put({
      windows: value
        ? windows.map((one, index) => (index === at ? value : one))
        : windows.filter((_, index) => index !== at),
    });
  return html`<div class="line"><span>from</span>${date("Beginning", schedule?.start ?? "", bound("start"))}<span>until</span>${date("End", schedule?.end ?? "", bound("end"))}<span class="by">by <select aria-label="Clock" @change=${(event) => put({ zone: event.target.value })}>${options(ZONES, schedule?.zone)}</select></span></div>
    ${windows.map((one, index) => hours(work, one, (value) => window(index, value)))}
    <div class="adds"><button type="button" @click=${() => put({ windows: [...windows, { days: ["mon", "tue", "wed", "thu", "fri"], from: "18:00", to: "22:00" }] })}>${icon("plus")}Hours of the week</button></div>`;
}

/** Shows hours of some days. */
function hours({ words }, one, change) {
  const days = one.days ?? words.kinds.weekday.choices;
  const turn = (day) => () =>
    change({ ...one, days: words.kinds.weekday.choices.filter((other) => days.includes(other) !== (other === day)) });
  const time = (name, label, usual) =>
    html`<input class="short" type="time" aria-label=${label} .value=${one[name] ?? usual} @change=${(event) => change({ ...one, [name]: event.target.value })}>`;
  return html`<div class="line"><div class="choices" role="group" aria-label="Days">${words.kinds.weekday.choices.map((day) => html`<button type="button" aria-pressed=${days.includes(day)} @click=${turn(day)}>${day}</button>`)}</div>
    ${time("from", "From", "00:00")}<span>to</span>${time("to", "To", "00:00")}<button type="button" class="quiet" aria-label="Remove these hours" @click=${() => change(undefined)}>${icon("close")}</button></div>`;
}

const PERS = { install: "in all", session: "in a session", calendar_day: "on a day", span: "in" };
const SCOPES = { campaign: "this rule alone", placement: "all rules of the placement", all: "all rules" };

/** Shows the caps of a rule. */
export function caps(/** @type {Work} */ work, { rule, frequency = [] }) {
  const put = (next) => work.set(rule, ["frequency"], next.length ? next : undefined);
  const add = (cap) => () => put([...frequency, cap]);
  const change = (at, value) =>
    put(
      value
        ? frequency.map((one, index) => (index === at ? value : one))
        : frequency.filter((_, index) => index !== at),
    );
  return html`${frequency.map((one, index) => html`<div class="line">${cap(work, one, (value) => change(index, value))}<button type="button" class="quiet" aria-label="Remove this cap" @click=${() => change(index, undefined)}>${icon("close")}</button></div>${findingsAt(work, rule, `frequency[${index}]`)}`)}
    <div class="adds"><button type="button" @click=${add({ max: 1, per: "P7D" })}>${icon("plus")}At most so often</button><button type="button" @click=${add({ min_gap: "P1D" })}>${icon("plus")}A pause between</button>
      <button type="button" @click=${add({ until: "purchase" })}>${icon("plus")}Until an event</button></div>`;
}

function cap(/** @type {Work} */ work, one, change) {
  const set = (changes) => change({ ...one, ...changes });
  const scope = one.scope ?? "campaign";
  return html`${one.max === undefined ? nothing : most(one, set)}
    ${one.min_gap === undefined ? nothing : html`<span>at least</span>${span(one.min_gap, (min_gap) => set({ min_gap }))}<span>apart</span>`}
    ${one.until === undefined ? nothing : html`<span>until</span><input class="name" aria-label="Event" list="cap-events" .value=${one.until} @change=${(event) => set({ until: event.target.value })}><datalist id="cap-events">${(work.campaigns.names.event ?? []).map((name) => html`<option value=${name}></option>`)}</datalist>`}
    <span>counting</span><select aria-label="What counts" @change=${(event) => set({ scope: event.target.value })}>${options({ ...(scope.startsWith("group:") && { [scope]: `the group “${scope.slice(6)}”` }), ...SCOPES }, scope)}</select>`;
}

function most(one, set) {
  const per = one.per ?? "install";
  const kind = PERS[per] ? per : "span";
  return html`<span>at most</span><input class="short" type="number" min="1" max="64" aria-label="Times" .value=${String(one.max)} @change=${(event) => set({ max: Number(event.target.value) || 1 })}><span>times</span>
    <select aria-label="Span" @change=${(event) => set({ per: event.target.value === "span" ? "P7D" : event.target.value })}>${options(PERS, kind)}</select>
    ${kind === "span" ? span(per, (text) => set({ per: text })) : nothing}`;
}
