// Campaign templates: what each does, a form made of its parameters' schema, and what its example customers get.
import { html, nothing } from "lit-html";

import { href } from "../address.js";
import { empty, failure, head } from "../parts/blocks.js";
import { tell } from "../store.js";
import { control } from "./parameters.js";

/** @import { Work } from "./work.js" */

/** The templates, once they have come; they are part of the program. */
let known;
let failed;

/** What was filled in, by template and rule: it stays while a draft is begun. */
const filled = new Map();

function ask(/** @type {Work} */ work) {
  known = [];
  const came = ({ body }) => (known = body.map((one) => ({ ...one.template, ...one })));
  const late = (error) => (failed = error);
  work.context
    .call("GET", "templates/campaigns")
    .then(came, late)
    .then(() => work.show());
}

/**
 * Shows the templates, or the form of one.
 * @param {Work} work
 * @param {string} name
 */
export function templates(work, name) {
  if (!known) ask(work);
  if (failed) return failure(failed);
  if (name === "all") return gallery(work);
  const one = known.find((template) => template.name === name);
  if (!one) return known.length ? empty("There is no such template", "It may be of another version.") : nothing;
  return form(work, one);
}

function gallery(/** @type {Work} */ work) {
  const wanted = (work.context.query.q ?? "").toLowerCase();
  const shown = known.filter(({ title, sentence }) => `${title} ${sentence}`.toLowerCase().includes(wanted));
  const back = html`<a class="button" href=${href("campaigns")}>All campaigns</a>`;
  const words =
    "A template brings its conditions and caps, and a rule for everybody else. What comes out are ordinary rules.";
  return html`${head("New campaign", words, back)}<div class="filters"><input type="search" aria-label="Find a template" placeholder="Find a template" .value=${work.context.query.q ?? ""} @input=${(event) => work.context.setQuery({ q: event.target.value || null })}></div>
    <ul class="templates">${shown.map(({ name, title, sentence }) => html`<li><a href=${href("campaigns", { new: name })}><h2>${title}</h2><p>${sentence}</p></a></li>`)}</ul>`;
}

/** Finds what a rule was made with, where its form is shown again. */
const formerly = (/** @type {Work} */ work) => {
  const { of: rule } = work.context.query;
  return rule ? work.part("campaign_rules", rule)?.from?.parameters : undefined;
};

function form(/** @type {Work} */ work, one) {
  const { of: rule } = work.context.query;
  const key = `${one.name} ${rule ?? ""}`;
  const { properties, required = [] } = one.parameters;
  if (!filled.has(key)) filled.set(key, { ...defaults(properties), ...formerly(work) });
  const values = filled.get(key);
  const put = (name, value) => {
    values[name] = value;
    work.show();
  };
  const back = html`<a class="button" href=${href("campaigns", { new: "all" })}>All templates</a>`;
  const missing = required.filter((name) => !has(values[name]));
  return html`${head(one.title, one.sentence, back)}<div class="with-beside">
    <form class="panel" novalidate @submit=${(event) => send(work, one, key, event)}>${ordered(properties, required).map(([name, schema]) => parameter(work, { name, schema, value: values[name], isWanted: required.includes(name), said: values.said?.name === name ? values.said.message : "" }, (value) => put(name, value)))}
      ${values.said && !properties[values.said.name] ? html`<p class="said" role="alert">${values.said.message}</p>` : nothing}
      ${missing.length ? html`<p class="soft">Still to fill in: ${missing.map((name) => properties[name].title ?? name).join(", ")}.</p>` : nothing}
      <button type="submit" class="primary">${rule ? "Change the rules" : "Add to the draft"}</button></form>
    <aside>${examples(one)}${needs(one, values)}</aside></div>`;
}

const has = (value) => value !== undefined && value !== "" && value?.length !== 0;

const defaults = (properties) =>
  Object.fromEntries(
    Object.entries(properties)
      .map(([name, schema]) => [name, schema.default])
      .filter(([, value]) => value !== undefined),
  );

function parameter(/** @type {Work} */ work, { name, schema, value, isWanted, said }, put) {
  const id = `parameter-${name}`;
  return html`<div class="field" data-parameter=${name}><label for=${id} id=${`${id}-label`}>${schema.title ?? name}${isWanted ? html` <span class="soft">needed</span>` : nothing}</label>
    ${control(work, id, schema, value, put)}<small id=${`${id}-about`}>${schema.description ?? ""}</small>${said ? html`<p class="said" role="alert">${said}</p>` : nothing}</div>`;
}

/** Lists the parameters: the placement, then what must be set in the order of the template, then the rest. */
function ordered(properties, required) {
  const first = ["placement", ...required];
  const place = (name) => (first.includes(name) ? first.indexOf(name) : first.length);
  return Object.entries(properties).sort(([a], [b]) => place(a) - place(b));
}

/** Puts the campaign into the draft, which begins if there is none. */
async function send(/** @type {Work} */ work, one, key, event) {
  event.preventDefault();
  const { said: _, ...values } = filled.get(key);
  const { of: rule } = work.context.query;
  const parameters = Object.fromEntries(Object.entries(values).filter(([, value]) => has(value)));
  try {
    if (!work.context.draft) {
      await work.context.edit();
      return tell("A draft was begun. Press the button once more to add the campaign to it.");
    }
    await work.saving.done();
    const { body } = await work.context.call("POST", `templates/campaigns/${one.name}`, {
      draft: work.context.draft,
      parameters,
      ...(rule && { rule }),
    });
    if (!work.run(body.operations)) return undefined;
    filled.delete(key);
    tell(`“${one.title}” is in the draft.`, { label: "Undo", run: () => work.undo() });
    const first = body.operations.find(({ section, op }) => section === "campaign_rules" && op !== "remove");
    work.context.go(first ? `campaigns/${first.part}` : "campaigns");
  } catch (error) {
    filled.set(key, { ...values, said: { name: /`(\w+)/.exec(error.message)?.[1] ?? "", message: error.message } });
    work.show();
  }
  return undefined;
}

/** Says what the example customers get, in the words of the form. */
function examples({ examples, set, parameters, rules, last }) {
  const titleOf = (value) => {
    const found = Object.entries(set).find(([, wanted]) => wanted === value);
    const row = Object.values(set)
      .flat()
      .find((one) => one?.paywall === value);
    return found ? (parameters.properties[found[0]]?.title ?? value) : (row?.name ?? value);
  };
  const ruleOf = (id) => [...rules, ...last].find(({ rule }) => rule === id)?.name ?? id;
  const gets = ({ paywall, rule, heldOut, group }) => {
    if (heldOut) return "nothing, so that the effect can be measured";
    const shown = paywall ? `“${titleOf(paywall)}”` : `what “${ruleOf(rule)}” shows`;
    return group ? `${shown}, with the group “${group}” first` : shown;
  };
  return html`<section class="panel"><h2>Who gets what</h2><dl class="examples">${examples.map((one) => html`<div><dt>${one.is}</dt><dd>${gets(one.gets)}</dd></div>`)}</dl></section>`;
}

/** Says what a campaign needs of the app. */
function needs({ paywalls = [], events = [], attributes = [] }, values) {
  const words = (text) => text.replaceAll(/\$\{(\w+)\}/g, (_, name) => values[name] ?? "…");
  return html`<section class="panel"><h2>What it needs</h2><ul class="needs">${paywalls.map(({ is }) => html`<li>A paywall. ${words(is)}</li>`)}${[...events, ...attributes].map(({ name, is }) => html`<li>The app sends <code>${words(name)}</code>. ${words(is)}</li>`)}</ul></section>`;
}
