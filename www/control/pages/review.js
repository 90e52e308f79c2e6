// Review: what a draft changes against what is live, in sentences and in pictures; beside it what is still needed, the
// talk about it, and the button that publishes.
import { html, nothing } from "lit-html";

import { href, setQuery } from "../address.js";
import { get, query, send, tryGet } from "../api.js";
import { beginDraft, closeDraft, difference as changed } from "../app.js";
import { contentOf, documentOf } from "../module.js";
import { empty, head, line, openDraft, segments } from "../parts/blocks.js";
import { icon } from "../parts/icon.js";
import { keeper } from "../parts/keeper.js";
import { lines } from "../parts/sentences.js";
import { ago, count, person } from "../parts/words.js";
import { environment, may, state } from "../store.js";
import { comments } from "./comments.js";
import { conflicts, findConflicts } from "./conflicts.js";
import { otherLooks } from "./looks.js";
import { needed, publishing } from "./publish.js";

async function load(at) {
  const id = at.id || at.query.draft;
  if (!id) return { drafts: state.drafts };
  const { live } = environment();
  const draft = state.drafts.find((one) => one.id === id) ?? (await get(`/drafts/${id}`));
  const own = { draft: id, edit: draft.edit };
  const [difference, reviews, ticks, talk, edits, was, is] = await Promise.all([
    get(`${changed(id, live)}?told=true`),
    tryGet(`/reviews${query({ manifest: draft.manifest })}`, []),
    tryGet("/ticks", []),
    tryGet(`/comments${query({ draft: id })}`),
    get(`/drafts/${id}/edits${query({ after: 0, named: true })}`),
    live ? documentOf({ revision: live.revision }) : null,
    documentOf(own),
  ]);
  const { groups, is_behind } = difference;
  const conflicted = at.query.conflicts && is_behind ? await findConflicts(draft, live.revision) : null;
  const touched = new Set(groups.filter(({ section }) => section === "paywalls").map(({ part }) => part));
  const texts = groups.flatMap(({ lines }) => lines.flatMap(({ text }) => text?.[1] ?? []));
  const looks = groups.length ? otherLooks(was, is, touched, [...new Set(texts)]) : [];
  const { document } = conflicted ? await contentOf(own) : { document: null };
  return { draft, looks, difference, reviews, ticks, talk, edits, was, is, conflicted, document };
}

/** The verdicts of the gate by what they are about; it takes seconds for a large document, so the page does not wait. */
const verdicts = keeper();

/** Returns the verdict about a draft, once it is here. */
const verdictOf = ({ id, edit, manifest }) =>
  verdicts.now(manifest, () => send("POST", `/drafts/${id}/check`, { edit }));

function side(title, loaded, source, id, form, locale) {
  const there = loaded?.outline.paywalls.find((one) => one.id === id);
  const picture = there
    ? html`<paywall-frame .what=${{ source, request: { paywall: id, ...(locale && { locale }) }, form, label: `${title}: ${there.name}` }}></paywall-frame>`
    : html`<div class="nothing" data-form=${form}><p>${title === "Before" ? "Not there before" : "Gone"}</p></div>`;
  return html`<figure><figcaption>${title}</figcaption>${picture}</figure>`;
}

/** Shows a paywall before and after, as the module draws both. */
function pictures({ part, locale = "" }, { was, is, draft }) {
  const known = ({ outline }) => outline.paywalls.find(({ id }) => id === part);
  const { forms, form: usual } = known(is) ?? known(was) ?? {};
  if (!usual) return nothing;
  const form = forms.includes(state.at.query.form) ? state.at.query.form : usual;
  const live = { revision: environment().live?.revision };
  const named = Object.fromEntries(forms.map((one) => [one, one]));
  const choices =
    forms.length > 1 ? segments("Form factor", named, form, (value) => setQuery({ form: value })) : nothing;
  return html`${choices}<div class="sides" data-form=${form}>${side("Before", was, live, part, form, locale)}${side("After", is, { draft: draft.id, edit: draft.edit }, part, form, locale)}</div>`;
}

function part(group, data) {
  const isPaywall = group.section === "paywalls";
  const link = html`<a href=${href(`paywalls/${group.part}`, { draft: data.draft.id })}>Open in the editor</a>`;
  const [more, shown] = isPaywall ? [link, pictures(group, data)] : [nothing, nothing];
  return html`<section class="part"><header><h2>${group.title}</h2>${more}</header>${lines(group)}${shown}</section>`;
}

/** Shows the paywalls that look different because something around them changed. */
function others(data) {
  if (!data.looks.length) return nothing;
  const one = ({ id, name, locale }) => html`<h3>${name}</h3>${pictures({ part: id, locale }, data)}`;
  const [some, more] = [data.looks.slice(0, 2), data.looks.slice(2)];
  const closed = html`<details><summary>${count(more.length, "more paywall")}</summary>${more.map(one)}</details>`;
  const rest = more.length ? closed : nothing;
  return html`<section class="part looks"><header><h2>Looks different by it</h2></header>${some.map(one)}${rest}</section>`;
}

/** Says that something would be taken back. What others try out elsewhere than in production is no reason to merge it. */
const warning = ({ difference, draft }) =>
  difference.is_behind && environment().name === "production"
    ? html`<div class="banner wide">${icon("warn")}<p>Somebody published to production since this draft began. Publishing it as it is would take that back.</p>
        <button type="button" class="primary" ?disabled=${!may("editor") || !draft.is_open} @click=${() => setQuery({ conflicts: "show" }, { push: true })}>Bring it up to date</button></div>`
    : nothing;

function history({ edits, draft }) {
  if (!edits.length) return nothing;
  const told = ({ number, author, at, sentences }) => {
    const words = sentences?.length ? sentences.slice(0, 3).join(" ") : "made an edit.";
    return line("review", html`<span>${person(author)} ${words}</span>`, html`${ago(at)} · edit ${number}`);
  };
  const newest = edits.toReversed().slice(0, 100);
  return html`<section class="part"><details><summary><h2>History of the draft: ${count(draft.edit, "edit")}</h2></summary><ol class="stories">${newest.map(told)}</ol></details></section>`;
}

function pick({ drafts }) {
  const button = html`<button type="button" class="primary" @click=${() => beginDraft()}>New draft</button>`;
  const begin = may("editor") ? button : nothing;
  if (!drafts.length)
    return html`${head("Review")}${empty("There is no open draft", "Changes are made in a draft. When it is ready, it is reviewed and published here.", begin)}`;
  return html`${head("Review", "Which draft?", begin)}<ul class="stories large">${drafts.map(openDraft)}</ul>`;
}

function view(data) {
  const { draft } = data;
  if (!draft) return pick(data);
  const { groups } = data.difference;
  const { name } = environment();
  const verdict = verdictOf(draft);
  const words = html`${person(draft.owner)} · edit ${draft.edit} · against what is live in ${name}`;
  const ask = () => confirm(`Close the draft “${draft.name}”? Its history stays.`) && closeDraft(draft.id);
  const button = html`<button type="button" class="quiet" @click=${ask}>Close the draft</button>`;
  const close = draft.is_open && may("editor") ? button : nothing;
  const change = html`<a class="button primary" href=${href("paywalls", { draft: draft.id })}>Change a paywall</a>`;
  const body = groups.length
    ? groups.map((group) => part(group, data))
    : empty("Nothing is different", `This draft is what is live in ${name}.`, change);
  return html`${head(draft.name, words, close)}${warning(data)}
    <div class="with-beside review"><div class="parts">${body}${others(data)}${history(data)}</div>
      <aside class="beside">${needed(data, verdict)}${groups.length ? publishing(data, verdict) : nothing}${comments(data)}</aside></div>
    ${data.conflicted ? conflicts(data) : nothing}`;
}

export default { label: "Review", key: "r", asks: ["conflicts"], load, view };
