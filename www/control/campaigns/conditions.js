// Conditions as sentences: a fact, an operator that fits it, and inputs that fit both. What there is to choose from is
// told by the model (`work.words`), and by the names in the draft.
import { html, nothing } from "lit-html";

import { href } from "../address.js";
import { icon } from "../parts/icon.js";
import { count } from "../parts/words.js";
import { values } from "./values.js";

/** @import { Work } from "./work.js" */

/** Lists the conditions of a rule: one alone is a list of one. */
const listed = (conditions) => (Array.isArray(conditions) ? conditions : conditions ? [conditions] : []);

/**
 * Shows the conditions of a rule or an audience.
 * @param {Work} work
 * @param {string} part its id
 * @param {any} all
 * @param {(all: any[], key: string) => void} set
 * @param {string} [section]
 */
export function conditions(work, part, all, set, section) {
  const root = listed(all);
  /** Changes the condition at a path of positions; undefined takes it away. */
  const change = (path, value, key = "") => set(replaced(root, path, value), key && `${part} ${path} ${key}`);
  const audiences = work.campaigns.audiences.filter(({ name }) => section !== "audiences" || name !== part);
  const tools = { work, part, section, change, audiences };
  return html`<ul class="conditions">${root.map((one, index) => condition(tools, one, [index], `conditions[${one.id ?? index}]`, `conditions[${index}]`))}</ul>
    ${root.length ? nothing : html`<p class="soft">No condition: everybody who comes here.</p>`}${more(tools, [], root)}`;
}

/**
 * Replaces what is at a path of positions.
 * @param {any[]} list
 * @param {any[]} path
 * @param {any} value
 * @returns {any[]}
 */
function replaced(list, path, value) {
  const [at, ...rest] = path;
  if (rest.length)
    return list.map((one, index) => (index === at ? { ...one, filter: replaced(one.filter ?? [], rest, value) } : one));
  if (value === undefined) return list.filter((_, index) => index !== at);
  return at >= list.length ? [...list, value] : list.map((one, index) => (index === at ? value : one));
}

/** Shows the buttons that add to a list. */
function more({ change, audiences: [audience] }, path, list) {
  const add = (value) => () => change([...path, list.length], value);
  const fact = { identifier: "Entitlements.active", operator: "none_of", values: [] };
  return html`<div class="adds"><button type="button" @click=${add(fact)}>${icon("plus")}Condition</button><button type="button" @click=${add({ operator: "or", filter: [fact] })}>${icon("plus")}Group</button>
    ${audience ? html`<button type="button" @click=${add({ audience: audience.name })}>${icon("plus")}Audience</button>` : nothing}</div>`;
}

function condition(tools, one, path, place, position) {
  const inside =
    one.audience !== undefined
      ? audience(tools, one, path)
      : one.filter
        ? group(tools, one, path, place, position)
        : comparison(tools, one, path);
  const { work, part, section, change } = tools;
  return html`<li>${inside}<button type="button" class="quiet" aria-label="Remove this condition" @click=${() => change(path, undefined)}>${icon("close")}</button>
    ${one.filter ? nothing : [...new Set([place, position])].map((at) => findingsAt(work, part, at, (meant, where) => change(path, mended(one, where, meant)), section))}</li>`;
}

/** Writes what was meant into a condition: at the last field of the path. */
const mended = (one, where, meant) => {
  const field = /\.(\w+)(\[\d+\])?$/.exec(where);
  if (field?.[2])
    return { ...one, [field[1]]: one[field[1]].map((value, index) => (`[${index}]` === field[2] ? meant : value)) };
  return { ...one, [field?.[1] ?? "identifier"]: meant };
};

function group(tools, one, path, place, position) {
  const { change } = tools;
  const groups = Object.entries(tools.work.words.groups);
  const chosen = one.operator && one.operator !== "none" ? one.operator : "and";
  return html`<fieldset class="group"><legend><select aria-label="How the group is joined" @change=${(event) => change(path, { ...one, operator: event.target.value })}>${groups.map(
    ([name, title]) => html`<option value=${name} ?selected=${name === chosen}>${title}</option>`,
  )}</select></legend><ul class="conditions">${one.filter.map((inner, index) => condition(tools, inner, [...path, index], `${place}.filter[${inner.id ?? index}]`, `${position}.filter[${index}]`))}</ul>${more(tools, path, one.filter)}</fieldset>`;
}

function audience({ change, audiences }, one, path) {
  const found = audiences.find(({ name }) => name === one.audience);
  return html`<div class="comparison"><span>in the audience</span><select aria-label="Audience" @change=${(event) => change(path, { ...one, audience: event.target.value })}>
      ${found ? nothing : html`<option selected value=${one.audience}>${one.audience}</option>`}${audiences.map(({ name }) => html`<option value=${name} ?selected=${name === one.audience}>${name}</option>`)}</select>
    <small>${found ? html`${found.sentence}. <a href=${href("campaigns", { view: "audiences", audience: found.name })}>Used in ${count(found.users.length, "place")}</a>` : ""}</small></div>`;
}

/** Finds the fact of an identifier: `{title, opposite, kind, choice}`, with the name in it where authors choose one. */
export function factOf({ facts, patterns }, identifier) {
  const fixed = facts.find((one) => one.identifier === identifier);
  if (fixed) return { ...fixed, choice: identifier };
  const at = patterns.findIndex(
    ({ before, behind }) =>
      identifier.startsWith(before) &&
      identifier.endsWith(behind) &&
      identifier.length >= before.length + behind.length,
  );
  if (at < 0) return { title: identifier, kind: "any", choice: "" };
  const { before, behind, ...rest } = patterns[at];
  return {
    ...rest,
    before,
    behind,
    choice: `${at}`,
    name: identifier.slice(before.length, identifier.length - behind.length),
  };
}

function comparison({ work, change }, one, path) {
  const fact = factOf(work.words, one.identifier ?? "");
  const to = (identifier) =>
    change(
      path,
      fitted(work, { ...(one.id && { id: one.id }), identifier, operator: one.operator, values: one.values ?? [] }),
    );
  const pick = (choice) => {
    const pattern = work.words.patterns[choice];
    if (choice === "") return to(one.identifier);
    return to(
      pattern ? `${pattern.before}${work.campaigns.names[pattern.names]?.[0] ?? "name"}${pattern.behind}` : choice,
    );
  };
  const named = (event) =>
    change(path, { ...one, identifier: `${fact.before}${event.target.value}${fact.behind}` }, "name");
  const names = work.campaigns.names[fact.names] ?? [];
  const list = `names-${path.join("-")}`;
  return html`<div class="comparison"><select aria-label="Fact" @change=${(event) => pick(event.target.value)}>${options(work, fact, one)}</select>
    ${fact.name === undefined ? nothing : html`<input class="name" aria-label=${`Name of the ${fact.names}`} list=${list} .value=${fact.name} @input=${named}><datalist id=${list}>${names.map((name) => html`<option value=${name}></option>`)}</datalist>`}
    ${fact.choice === "" ? html`<input class="identifier" aria-label="Identifier" .value=${one.identifier ?? ""} @change=${(event) => to(event.target.value.trim())}>` : nothing}
    ${operators(work, fact, one, (next, key) => change(path, next, key))}</div>`;
}

/** Lists the facts: those with names that nobody chooses, those with a name, and any other by its identifier. */
function options({ words }, fact, one) {
  const option = (value, title) => html`<option value=${value} ?selected=${value === fact.choice}>${title}</option>`;
  return html`<optgroup label="Facts">${words.facts.map(({ identifier, title }) => option(identifier, title))}</optgroup>
    <optgroup label="With a name of yours">${words.patterns.map(({ title, names }, index) => option(`${index}`, `${title[0]}… (${names})${title[1]}`))}</optgroup>
    <optgroup label="Other">${option("", fact.choice === "" && one.identifier ? one.identifier : "by its identifier")}</optgroup>`;
}

/** Gives a condition an operator that fits its fact, and drops values that no longer do. */
function fitted({ words }, one) {
  const { kind } = factOf(words, one.identifier);
  const { operators } = words.kinds[kind];
  if (kind === "flag") return { ...one, operator: "equals", values: ["true"] };
  if (operators.includes(one.operator) && one.values.length && !["true", "false"].includes(one.values[0])) return one;
  return { ...one, operator: operators[0], values: [] };
}

/** Shows the operator and the values. */
function operators(work, fact, one, change) {
  const { kinds, operators } = work.words;
  if (fact.kind === "flag") return flag(one, change);
  const offered = kinds[fact.kind].operators;
  const all = offered.includes(one.operator) ? offered : [one.operator ?? "equals", ...offered];
  const words = (name) =>
    operators[name]?.[fact.kind === "date" ? "of_date" : kinds[fact.kind].list ? "of_list" : "words"] ?? name;
  const choose = (event) => {
    const same = operators[one.operator]?.takes === operators[event.target.value].takes;
    change({ ...one, operator: event.target.value, values: same ? one.values : [] });
  };
  return html`<select aria-label="Comparison" @change=${choose}>${all.map((name) => html`<option value=${name} ?selected=${name === one.operator}>${words(name)}</option>`)}</select>
    ${values(work, { kind: fact.kind, takes: operators[one.operator]?.takes ?? "many", choices: kinds[fact.kind].choices }, one.values ?? [], (next, key) => change({ ...one, values: next }, key))}`;
}

/** Shows whether a flag holds. */
function flag(one, change) {
  const holds = /^not_|none/.test(one.operator ?? "") !== (String(one.values?.[0] ?? "true") === "true");
  const choose = (event) =>
    change({ ...one, operator: event.target.value === "yes" ? "equals" : "not_equals", values: ["true"] });
  return html`<select aria-label="Whether it holds" @change=${choose}><option value="yes" ?selected=${holds}>yes</option><option value="no" ?selected=${!holds}>no</option></select>`;
}

/** Shows what the checks say of a place in a rule or an audience, with the fix where one is known. */
export function findingsAt(/** @type {Work} */ work, part, place, fix, section) {
  const here = work.findings
    .of(part, section)
    .filter(({ path }) =>
      place ? path === place || path.startsWith(`${place}.`) : !/^(conditions|segments)\[/.test(path),
    );
  if (!here.length) return nothing;
  return html`<ul class="problems">${here.map((one) => {
    const meant = one.meant ?? /did you mean "([^"]+)"\?/.exec(one.message)?.[1];
    return html`<li data-level=${one.level}>${icon(one.level === "error" ? "error" : "warn")}<span>${one.message}</span>${
      meant && fix ? html`<button type="button" @click=${() => fix(meant, one.path)}>Use “${meant}”</button>` : nothing
    }</li>`;
  })}</ul>`;
}
