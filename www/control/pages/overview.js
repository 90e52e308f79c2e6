// What customers see now: for each placement, the paywall that the module chooses for a customer of some kind.
import { html, nothing } from "lit-html";

import { href, setQuery } from "../address.js";
import { get, query, send, tryGet } from "../api.js";
import { beginDraft, source } from "../app.js";
import { documentOf } from "../module.js";
import { agreement } from "../parts/agreement.js";
import { empty, head, segments, select } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { ago, language, person, PERSONAS, personas } from "../parts/words.js";
import { draft, environment, file, may, refresh, state } from "../store.js";
import { story } from "./deployments.js";
import { formsOf } from "./paywalls.js";

async function load() {
  const { name } = environment();
  const from = source(environment());
  const [deployments, schedules, notices, content] = await Promise.all([
    get(`/deployments${query({ environment: name, most: 5 })}`),
    tryGet("/schedules"),
    tryGet("/notices"),
    from ? documentOf(from) : null,
  ]);
  return {
    deployments,
    schedules: schedules ?? [],
    notices: notices ?? [],
    placements: content?.outline.placements ?? [],
    from,
    content,
  };
}

/** Decides for a customer, and says what is shown and why. What was decided once is kept with the page's answers. */
function decided(placement, data) {
  const { form, persona, locale } = chosen(data.content);
  const key = [placement.type, placement.value, form, persona, locale].join();
  data.decisions ??= new Map();
  if (!data.decisions.has(key)) data.decisions.set(key, decide(placement, data.content, { form, persona, locale }));
  return data.decisions.get(key);
}

function decide({ type, value }, content, { form, persona, locale }) {
  const launch = type === "default" ? {} : { [type]: value };
  const request = { launch, locale, customer: PERSONAS[persona][1], device: { formFactor: form } };
  const { ok, error } = JSON.parse(content.runtime.answer("decide", { ...request, products: content.products }));
  return { request, paywall: ok?.decision?.paywall, rule: ok?.decision?.rule, error };
}

function chosen(content) {
  const { form, persona, locale } = state.at.query;
  const forms = formsOf(content);
  return {
    form: forms[form] ? form : Object.keys(forms)[0],
    persona: PERSONAS[persona] ? persona : "new",
    locale: content.locales.includes(locale) ? locale : content.locales[0],
  };
}

const asked = ({ type, value }) => (type === "default" ? "Default" : value);

function card(placement, data) {
  const { content, from } = data;
  const { form } = chosen(content);
  const { request, paywall, rule } = decided(placement, data);
  const { paywalls, rules } = content.outline;
  const name = paywalls.find(({ id }) => id === paywall)?.name ?? paywall;
  const by = rules.find((one) => one.rule === rule)?.name;
  const what = { source: from, request, form, label: `${asked(placement)}: ${name}` };
  return html`<figure class="card"><a href=${href(`paywalls/${paywall}`)} aria-label=${`Open ${name}`}><paywall-frame .what=${what}></paywall-frame></a>
    <figcaption><b>${asked(placement)}</b><span>${name}</span>${by ? html`<small>by the rule “${by}”</small>` : nothing}</figcaption></figure>`;
}

/** Lists the placements that show nothing to this customer, with the reason. */
function without(placements, data) {
  if (!placements.length) return nothing;
  const line = (placement) => {
    const { error } = decided(placement, data);
    return html`<li>${icon("close")}<p><b>${asked(placement)}</b><small>${error?.message ?? "held out: no paywall, on purpose"}</small></p></li>`;
  };
  return html`<section class="without"><h2>Nothing is shown</h2><ul class="stories large">${placements.map(line)}</ul></section>`;
}

/** Shows a publication that was scheduled and did not take place, until somebody takes note. */
function missed({ sequence, environment: where, reason, outcome, stopped }) {
  const note = async () => {
    await send("DELETE", `/notices/${sequence}`);
    refresh();
  };
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
    ${waiting.length ? html`<section><h2>Scheduled</h2><ul class="stories">${waiting.map(({ at, reason }) => html`<li>${icon("clock")}<p>${reason || "A revision"}<small>${ago(at)}</small></p></li>`)}</ul></section>` : nothing}
    <section><h2>Open drafts</h2>${state.drafts.length ? html`<ul class="stories">${state.drafts.map(openDraft)}</ul>` : html`<p class="quiet">None. A draft is where changes are made; customers see nothing of it.</p>`}
      ${may("editor") ? html`<button type="button" @click=${() => beginDraft()}>${icon("plus")}New draft</button>` : nothing}</section>
  </aside>`;
}

const openDraft = ({ id, name, owner, edit }) =>
  html`<li>${icon("review")}<p><a href=${href(`review/${id}`, { draft: id })}>${name}</a><small>${person(owner)} · edit ${edit}</small></p></li>`;

/** Shows the head, which needs no answer of the server. */
function top() {
  const one = draft();
  const words = one
    ? html`A draft, as customers of ${environment().name} would see it. Nothing of it is live.`
    : html`${file() ? html`By ${file()}` : html`Live in ${environment().name}`}. Each picture is drawn by the module that customers have.`;
  return head(one ? one.name : "What customers see", words);
}

function view(data) {
  const { content, placements } = data;
  if (!content)
    return html`${allMissed(data)}${empty("Nothing is live here yet", "Publish a draft, and what customers get stands here.", html`<a class="button primary" href=${href("paywalls")}>Open the paywalls</a>`)}${beside(data)}`;
  const { form, persona, locale } = chosen(content);
  const shown = placements.filter((placement) => decided(placement, data).paywall);
  const rest = placements.filter((placement) => !shown.includes(placement));
  const languages = Object.fromEntries(content.locales.map((tag) => [tag, language(tag)]));
  return html`${allMissed(data)}<div class="filters">
      ${segments("Form factor", formsOf(content), form, (value) => setQuery({ form: value }))}
      ${select("Customer", personas(), persona, (value) => setQuery({ persona: value }))}
      ${select("Language", languages, locale, (value) => setQuery({ locale: value }))}
    </div>
    <div class=${file() ? nothing : "with-beside"}><div><div class="cards" data-form=${form}>${shown.map((placement) => card(placement, data))}</div>${agreement(
      data.from,
      content,
      shown.map((placement) => decided(placement, data).request),
    )}${without(rest, data)}</div>${file() ? nothing : beside(data)}</div>`;
}

export default { label: "Overview", key: "o", load, top, view };
