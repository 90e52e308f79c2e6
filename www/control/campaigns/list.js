// The placements with their rules, in the order in which they are asked.
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";

import { href } from "../address.js";
import { empty, head, select } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { count } from "../parts/words.js";
import { tell } from "../store.js";

/** @import { Work } from "./work.js" */

/** The states of a rule, in words. */
const STATES = { off: "Stopped", waiting: "Not begun", running: "Running", always: "Always on", over: "Over" };

/** What is dragged, and the rule that it is over. */
const drag = { rule: "", over: "", behind: false };

/** Shows the list. */
export function list(/** @type {Work} */ work) {
  const { q = "", state = "" } = work.context.query;
  const { placements } = work.campaigns;
  const fits = (rule) => {
    const text = `${rule.name} ${rule.who} ${rule.shows}`.toLowerCase();
    return text.includes(q.toLowerCase()) && (!state || rule.state === state);
  };
  const shown = placements
    .map((one) => ({ ...one, listed: one.rules.filter((rule) => fits(rule) || one.title.includes(q)) }))
    .filter(({ listed }) => listed.length);
  const rules = placements.reduce((sum, one) => sum + one.rules.length, 0);
  const words = `${count(rules, "rule")} at ${count(placements.length, "placement")}. The first rule that fits a customer decides.`;
  return html`${head("Campaigns", words, ways(work))}
    <div class="filters"><label class="find">${icon("search")}<input type="search" aria-label="Find a rule" placeholder="Find a rule" .value=${q} @input=${(event) => work.context.setQuery({ q: event.target.value || null })}></label>
      ${select("State", { "": "All", ...STATES }, state, (value) => work.context.setQuery({ state: value || null }))}</div>
    ${shown.map((one) => placementOf(work, one))}
    ${shown.length ? nothing : empty(rules ? "None fits" : "No campaigns yet", rules ? "No rule is like that." : "Begin with a template: it brings conditions, caps and a rule for everybody else.")}`;
}

/** The ways to the calendar and to a new campaign. */
const ways = (/** @type {Work} */ work) =>
  html`<a class="button" href=${href("campaigns", { view: "audiences" })}>${icon("people")}Audiences</a><a class="button" href=${href("campaigns", { view: "calendar" })}>${icon("clock")}Calendar</a><a class="button primary" href=${href("campaigns", { new: "all" })} ?hidden=${!work.mayEdit && (work.context.draft !== null || work.context.isForReading)}>${icon("plus")}New campaign</a>`;

const KINDS = { label: "Label", url: "Link", default: "Default" };

function placementOf(/** @type {Work} */ work, placement) {
  const { title, type, value, rules, listed } = placement;
  const begin = () => {
    const made = JSON.parse(work.model.begin(type, value, rules.at(-1)?.what[0]?.paywall ?? ""));
    if (work.run(made.operations)) work.context.go(`campaigns/${made.id}`);
  };
  return html`<section class="placement" aria-label=${title}><header><h2>${title}</h2><small>${KINDS[type] ?? type}, ${count(rules.length, "rule")}</small>
      ${work.mayEdit ? html`<button type="button" class="quiet" aria-label=${`New rule at ${title}`} @click=${begin}>${icon("plus")}Rule</button>` : nothing}</header>
    <ol class="rules" @keydown=${(event) => key(work, placement, event)}>${repeat(
      listed,
      ({ id }) => id,
      (rule) => row(work, placement, rule),
    )}</ol></section>`;
}

function row(/** @type {Work} */ work, placement, rule) {
  const errors = work.findings.errors(rule.id);
  const over = drag.over === rule.id && drag.rule !== rule.id ? (drag.behind ? "behind" : "before") : nothing;
  const small = [rule.when === "Always" ? "" : rule.when, ...rule.caps, rule.share].filter(Boolean).join(" · ");
  return html`<li data-rule=${rule.id} data-state=${rule.state} data-over=${over} draggable=${work.mayEdit ? "true" : "false"}
      @dragstart=${(event) => event.dataTransfer.setData("text/plain", (drag.rule = rule.id))} @dragend=${() => drop(work, placement)}
      @dragover=${(event) => over_(work, placement, rule, event)} @drop=${(event) => event.preventDefault()}>
    <span class="number" aria-hidden="true">${placement.rules.indexOf(rule) + 1}</span>
    <div><h3><a href=${href(`campaigns/${rule.id}`)} aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown">${rule.name}</a> <span class="state">${STATES[rule.state]}</span>${errors ? html` <span class="wrong">${icon("error")}${count(errors, "error")}</span>` : nothing}</h3>
      <p>${rule.who} <span class="soft">sees</span> ${rule.shows}.</p>${small ? html`<small>${small}</small>` : nothing}</div>
    ${work.mayEdit ? actions(work, placement, rule) : nothing}</li>`;
}

/** Shows what can be done with a rule. */
function actions(/** @type {Work} */ work, placement, rule) {
  return html`<div class="deeds"><button type="button" aria-label=${`${rule.enabled ? "Stop" : "Start"} ${rule.name}`} @click=${() => stopOrStart(work, rule)}>${rule.enabled ? "Stop" : "Start"}</button>
    <details class="menu"><summary aria-label=${`More of ${rule.name}`}>⋯</summary><div @click=${shut}>
      <button type="button" @click=${() => move(work, placement, rule.id, -1)}>Ask earlier <kbd>Alt ↑</kbd></button>
      <button type="button" @click=${() => move(work, placement, rule.id, 1)}>Ask later <kbd>Alt ↓</kbd></button>
      <button type="button" @click=${() => copy(work, rule)}>Duplicate</button>
      <button type="button" @click=${() => remove(work, rule)}>Remove</button></div></details></div>`;
}

/** Shuts a menu after what was chosen in it. */
const shut = (event) => event.currentTarget.parentElement.removeAttribute("open");

/** Stops a rule, or starts it again. */
export function stopOrStart(/** @type {Work} */ work, { id, name, enabled }) {
  if (!work.set(id, ["enabled"], enabled ? false : undefined)) return;
  tell(`“${name}” is ${enabled ? "stopped" : "on again"} once this is published.`, undo(work));
}

const undo = (/** @type {Work} */ work) => ({ label: "Undo", run: () => work.undo() });

/** Copies a rule. */
export function copy(/** @type {Work} */ work, { id }) {
  const made = JSON.parse(work.model.duplicate(id) ?? "null");
  if (made && work.run(made.operations)) tell("The copy is switched off until you start it.", undo(work));
}

/** Removes a rule. */
export function remove(/** @type {Work} */ work, { id, name }) {
  const gone = work.run([{ op: "remove", section: "campaign_rules", part: id }]);
  if (gone) tell(`“${name}” is removed.`, undo(work));
  return gone;
}

/** Moves a rule by some places within its placement, and keeps the focus on it. */
function move(/** @type {Work} */ work, { rules, title }, id, by) {
  const others = rules.filter((one) => one.id !== id);
  const at = rules.findIndex((one) => one.id === id) + by;
  if (at < 0 || at > others.length) return;
  put(work, id, others[at - 1]?.id);
  const link = /** @type {HTMLElement | null} */ (work.element.querySelector(`[data-rule="${CSS.escape(id)}"] a`));
  link?.focus();
  tell(`It is asked as number ${at + 1} of ${rules.length} at ${title}.`);
}

const put = (/** @type {Work} */ work, id, after) => work.run(JSON.parse(work.model.place(id, after)));

function key(/** @type {Work} */ work, placement, event) {
  const id = event.target.closest("[data-rule]")?.dataset.rule;
  if (!event.altKey || !id || !work.model || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  move(work, placement, id, event.key === "ArrowUp" ? -1 : 1);
}

/** Marks the place between two rules over which a rule is dragged: only those of its own placement. */
function over_(/** @type {Work} */ work, { rules }, rule, event) {
  if (!rules.some(({ id }) => id === drag.rule)) return;
  event.preventDefault();
  const { top, height } = event.currentTarget.getBoundingClientRect();
  const behind = event.clientY > top + height / 2;
  if (drag.over === rule.id && drag.behind === behind) return;
  Object.assign(drag, { over: rule.id, behind });
  work.show();
}

function drop(/** @type {Work} */ work, { rules }) {
  const { rule, over, behind } = drag;
  Object.assign(drag, { rule: "", over: "" });
  const others = rules.filter(({ id }) => id !== rule);
  const at = others.findIndex(({ id }) => id === over);
  if (at >= 0) put(work, rule, behind ? over : others[at - 1]?.id);
  work.show();
}
