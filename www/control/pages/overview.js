// What customers see now: for each placement, the paywall that the module chooses for a customer of some kind.
import { html, nothing } from "lit-html";

import { href, setQuery } from "../address.js";
import { change, get, query, tryGet } from "../api.js";
import { beginDraft, source } from "../app.js";
import { documentOf } from "../module.js";
import { agreement } from "../parts/agreement.js";
import { empty, head, line, openDraft, segments, select } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { ago, language, PERSONAS, personas } from "../parts/words.js";
import { draft, environment, file, may, state } from "../store.js";
import { story } from "./deployments.js";
import { formsOf } from "./paywalls.js";

async function load() {
  const { name } = environment();
  const from = source(environment());
  const [deployments, schedules, notices, content] = await Promise.all([
    get(`/deployments${query({ environment: name, most: 5 })}`),
    tryGet("/schedules", []),
    tryGet("/notices", []),
    from ? documentOf(from) : null,
  ]);
  return { deployments, schedules, notices, from, content, decisions: new Map() };
}

/** Decides for a customer of some kind at every placement. What was decided is kept with the page's answers. */
function decided({ content, decisions }, { form, persona, locale }) {
  const key = [form, persona, locale].join();
  const customer = PERSONAS[persona][1];
  const decide = ({ type, value }) => {
    const launch = type === "default" ? {} : { [type]: value };
    const request = { launch, locale, customer, device: { formFactor: form } };
    const { ok, error } = JSON.parse(content.runtime.answer("decide", { ...request, products: content.products }));
    const { paywall, rule } = ok?.decision ?? {};
    return { title: type === "default" ? "Default" : value, request, error, paywall, rule };
  };
  if (!decisions.has(key)) decisions.set(key, content.outline.placements.map(decide));
  return decisions.get(key);
}

function chosen({ locales, outline: { forms } }) {
  const { form, persona, locale } = state.at.query;
  return {
    form: forms.includes(form) ? form : forms[0],
    persona: PERSONAS[persona] ? persona : "new",
    locale: locales.includes(locale) ? locale : locales[0],
  };
}

const card = ({ from, content }, form) =>
  function shown({ title, request, paywall, rule }) {
    const { [paywall]: name = paywall, [rule]: by } = content.outline.names;
    const what = { source: from, request, form, label: `${title}: ${name}` };
    return html`<figure class="card"><a href=${href(`paywalls/${paywall}`)} aria-label=${`Open ${name}`}><paywall-frame .what=${what}></paywall-frame></a>
    <figcaption><b>${title}</b><span>${name}</span>${by ? html`<small>by the rule “${by}”</small>` : nothing}</figcaption></figure>`;
  };

/** Lists the placements that show nothing to this customer, with the reason. */
const without = (rest) =>
  rest.length
    ? html`<section class="without"><h2>Nothing is shown</h2><ul class="stories large">${rest.map(({ title, error }) =>
        line("close", html`<b>${title}</b>`, error?.message ?? "held out: no paywall, on purpose"),
      )}</ul></section>`
    : nothing;

/** Shows a publication that was scheduled and did not take place, until somebody takes note. */
function missed({ sequence, environment: where, reason, outcome, stopped }) {
  const note = () => change("DELETE", `/notices/${sequence}`);
  const button = may("editor") ? html`<button type="button" @click=${note}>Take note</button>` : nothing;
  // The outcome begins with a code, which is for programs.
  const why = outcome.replace(/^[a-z_]+: /, "");
  return html`<div class="banner wide missed">${icon("warn")}<p><b>${reason ? `“${reason}”` : "A revision"} was not published in ${where}</b><span>${why}</span>${stopped ? html`<small>${ago(stopped)}</small>` : nothing}</p>${button}</div>`;
}

/** Shows all of them, above everything else. */
const allMissed = ({ notices }) =>
  notices.length ? html`<section aria-label="Did not take place">${notices.map(missed)}</section>` : nothing;

function beside({ deployments, schedules }) {
  const here = environment().name;
  const waiting = schedules.filter((one) => one.environment === here && one.state === "waiting");
  return html`<aside class="beside">
    <section><h2>Published here</h2>${deployments.length ? html`<ol class="stories">${deployments.map((one) => story(one))}</ol>` : html`<p class="quiet">Nothing yet.</p>`}<a href=${href("deployments")}>All deployments</a></section>
    ${waiting.length ? html`<section><h2>Scheduled</h2><ul class="stories">${waiting.map(({ at, reason }) => line("clock", reason || "A revision", ago(at)))}</ul></section>` : nothing}
    <section><h2>Open drafts</h2>${state.drafts.length ? html`<ul class="stories">${state.drafts.map(openDraft)}</ul>` : html`<p class="quiet">None. A draft is where changes are made; customers see nothing of it.</p>`}
      ${may("editor") ? html`<button type="button" @click=${() => beginDraft()}>${icon("plus")}New draft</button>` : nothing}</section>
  </aside>`;
}

/** Shows the head, which needs no answer of the server. */
function top() {
  const one = draft();
  const words = one
    ? html`A draft, as customers of ${environment().name} would see it. Nothing of it is live.`
    : html`${file() ? html`By ${file()}` : html`Live in ${environment().name}`}. Each picture is drawn by the module that customers have.`;
  return head(one ? one.name : "What customers see", words);
}

function view(data) {
  const { content, from } = data;
  if (!content)
    return html`${allMissed(data)}${empty("Nothing is live here yet", "Publish a draft, and what customers get stands here.", html`<a class="button primary" href=${href("paywalls")}>Open the paywalls</a>`)}${beside(data)}`;
  const { form, persona, locale } = chosen(content);
  const all = decided(data, { form, persona, locale });
  const [shown, rest] = [true, false].map((is) => all.filter(({ paywall }) => Boolean(paywall) === is));
  const languages = Object.fromEntries(content.locales.map((tag) => [tag, language(tag)]));
  return html`${allMissed(data)}<div class="filters">
      ${segments("Form factor", formsOf(content), form, (value) => setQuery({ form: value }))}
      ${select("Customer", personas(), persona, (value) => setQuery({ persona: value }))}
      ${select("Language", languages, locale, (value) => setQuery({ locale: value }))}
    </div>
    <div class=${file() ? nothing : "with-beside"}><div><div class="cards" data-form=${form}>${shown.map(card(data, form))}</div>${agreement(
      from,
      content,
      shown.map(({ request }) => request),
    )}${without(rest)}</div>${file() ? nothing : beside(data)}</div>`;
}

export default { label: "Overview", key: "o", load, top, view };
