// One customer by device or account: what they see and why, what they may use, and what happened, in sentences.
import { html, nothing } from "lit-html";

import { go, setQuery } from "../address.js";
import { send, tryGet } from "../api.js";
import { source } from "../app.js";
import { documentOf } from "../module.js";
import { empty, field, form, head, select, sheet } from "../parts/blocks.js";
import { trace } from "../parts/trace.js";
import { ago, short } from "../parts/words.js";
import { environment, may, state, tell } from "../store.js";

const refresh = () => dispatchEvent(new Event("paywall-control:refresh"));
const path = (id) => `/customers/${encodeURIComponent(id)}`;

async function load({ id }) {
  if (!id) return {};
  const from = source(environment(), null);
  const [found, content] = await Promise.all([tryGet(path(id)), from ? documentOf(from) : null]);
  return { found, content, from };
}

const JOURNEY = {
  formerSubscriber: "had a subscription before",
  inTrialPeriod: "is in a trial",
  inIntroOfferPeriod: "is in an introductory offer",
  isCancelled: "cancelled, and still has what was paid for",
  inGracePeriod: "has a payment that failed, and is in the grace period",
  inAccountHold: "is on account hold",
  inPause: "paused the subscription",
};

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const flags = (journey) =>
  Object.entries(journey ?? {})
    .filter(([, on]) => on === true)
    .map(([name]) => camel(name));

/** Makes the request that this customer's app would send. */
function requestOf({ account, customer, user }) {
  return {
    id: user,
    loggedIn: Boolean(account),
    entitlements: customer.entitlements.map((one) => one.id),
    journeyState: Object.fromEntries(flags(customer.journey).map((flag) => [flag, true])),
  };
}

function seen({ found, content, from }) {
  if (!content) return html`<p class="quiet">Nothing is live in ${environment().name}.</p>`;
  const { campaigns, paywalls } = content.runtime.document;
  const labels = Object.fromEntries([
    ["", "Default"],
    ...campaigns.filter(({ type }) => type === "label").map(({ value }) => [value, value]),
  ]);
  const label = labels[state.at.query.placement] ? state.at.query.placement : "";
  const request = {
    launch: label ? { label } : {},
    customer: requestOf(found),
    products: content.products,
    locale: content.locales[0],
    device: { formFactor: "phone" },
  };
  const answer = JSON.parse(content.runtime.answer("decide", { ...request, trace: true }));
  const name = paywalls.find(({ id }) => id === answer.ok?.decision?.paywall)?.name;
  return html`<div class="filters">${select("Placement", labels, label, (value) => setQuery({ placement: value }))}</div>
    <div class="seen"><figure class="card" data-form="phone">${name ? html`<paywall-frame .what=${{ source: from, request, form: "phone", label: name }}></paywall-frame>` : html`<div class="nothing" data-form="phone"><p>Nothing is shown</p><small>${answer.error?.message ?? ""}</small></div>`}
      <figcaption><b>${name ?? "No paywall"}</b></figcaption></figure>
      <div><h3>Why</h3>${trace(answer, content.runtime.document)}</div></div>`;
}

const entitled = ({ id, until }, mayGrant) =>
  html`<li><p><b>${id}</b><small>${until ? html`until ${ago(until)}` : "without end"}</small></p>${mayGrant}</li>`;

function facts({ found }) {
  const { account, user, customer, revision, fetched } = found;
  const journey = flags(customer.journey).map((flag) => JOURNEY[flag] ?? flag);
  return html`<section><h2>Who</h2><dl><dt>Account</dt><dd>${account ?? "anonymous"}</dd><dt>User</dt><dd>${short(String(user))}</dd>
      ${revision ? html`<dt>Last fetched</dt><dd>${short(revision)} ${fetched ? ago(fetched) : nothing} ${revision === environment().live?.revision ? "(what is live now)" : "(not what is live now)"}</dd>` : nothing}</dl></section>
    <section><h2>May use</h2>${customer.entitlements.length ? html`<ul class="plain">${customer.entitlements.map((one) => entitled(one, nothing))}</ul>` : html`<p class="quiet">Nothing that is paid for.</p>`}
      ${may("publisher") ? html`<button type="button" @click=${() => setQuery({ grant: "new" }, { push: true })}>Grant something</button>` : nothing}</section>
    <section><h2>Journey</h2><p>${journey.length ? `This customer ${journey.join(", ")}.` : "Nothing special: neither trial nor trouble with a payment."}</p></section>`;
}

function happened({ found }) {
  const lines = found.history ?? [];
  return html`<section class="part"><h2>What happened</h2>${lines.length ? html`<ol class="stories">${lines.map((line) => html`<li><p><span>${line.text ?? line.sentence ?? String(line)}</span>${line.at ? html`<small>${ago(line.at)}</small>` : nothing}</p></li>`)}</ol>` : html`<p class="quiet">Nothing is written down yet.</p>`}</section>`;
}

async function grant(values, user) {
  await send("POST", "/grants", { user, entitlement: values.entitlement, days: Number(values.days), why: values.why });
  setQuery({ grant: null });
  tell(`Granted. The app has it with its next call.`);
  refresh();
}

const granting = ({ found }) =>
  sheet(
    "grant",
    "Grant something",
    form({
      label: "Grant",
      fields: html`${field("Entitlement", html`<input name="entitlement" required>`, "the reference id, as in the document")}${field("Days", html`<input name="days" type="number" min="1" max="36500" value="7" required>`)}${field("Why", html`<input name="why" required maxlength="500">`, "for the history")}`,
      run: (values) => grant(values, found.user),
    }),
  );

async function forget(user) {
  if (!confirm("Forget this customer? All that is known of them is deleted, and nobody can bring it back.")) return;
  await send("POST", `${path(user)}/forget`);
  tell("Forgotten.");
  go("customers");
}

const search = () => {
  const submit = (event) => {
    event.preventDefault();
    const id = new FormData(event.currentTarget).get("id");
    if (id) go(`customers/${String(id).trim()}`);
  };
  return html`<form class="lookup" @submit=${submit}><input name="id" type="search" aria-label="Device, account or user id" placeholder="Device, account or user id" spellcheck="false" .value=${state.at.id}><button type="submit" class="primary">Look up</button></form>`;
};

function view(data) {
  const { found } = data;
  const top = html`${head("Customers", "What one customer sees, why, and what happened to them.")}${search()}`;
  if (!state.at.id)
    return html`${top}${empty("Whom do you want to see?", "Support has the id from the app’s settings page, or from the customer’s account.")}`;
  if (!found)
    return html`${top}${empty("Nobody has this id", `Neither a device nor an account is called “${state.at.id}” in this app.`)}`;
  return html`${top}<div class="with-beside"><div class="parts"><section class="part"><h2>What they see in ${environment().name}</h2>${seen(data)}</section>${happened(data)}</div>
    <aside class="beside">${facts(data)}${may("owner") ? html`<section><h2>Privacy</h2><button type="button" class="danger" @click=${() => forget(found.user)}>Forget this customer</button></section>` : nothing}</aside></div>${state.at.query.grant ? granting(data) : nothing}`;
}

export default { label: "Customers", key: "c", load, view };
