// The deeds of those who help a customer: give what was not paid for, end that, send what the customer sees, and forget
// them.
import { html, nothing } from "lit-html";

import { go, setQuery } from "../address.js";
import { send } from "../api.js";
import { field, form, sheet } from "../parts/blocks.js";
import { keep } from "../parts/once.js";
import { draft, environment, may, nameOf, refresh, state, tell } from "../store.js";

const DAY = 864e5;
const path = () => `/customers/${encodeURIComponent(state.at.id)}`;
const shut = (words) => {
  setQuery({ do: null, grant: null });
  tell(words);
  refresh();
};
const why = field("Why", html`<input name="why" required maxlength="300">`, "it stands in the history for good");

/** Whether this person gives entitlements, and ends them: support does, and whoever publishes. */
export const helps = () => state.me.apps.find(({ id }) => id === state.at.app)?.role === "support" || may("publisher");

/** Returns the id of a grant by the name of its purchase; none if it was bought. */
export const grantOf = (lineage) => (lineage.startsWith("granted/") ? lineage.split("/").at(-1) : undefined);

function giving(entitlements) {
  // A repetition of the same form gives nothing twice.
  const key = crypto.randomUUID();
  const run = async ({ days, ...what }) => {
    await send("POST", `${path()}/grants`, { ...what, ...(days && { days: Number(days) }), key });
    shut("The customer has it with the app’s next call.");
  };
  const choices = entitlements.map(({ id, name }) => html`<option value=${id}>${name || id}</option>`);
  const fields = html`${field("What", html`<select name="entitlement" required>${choices}</select>`)}
    ${field("Days", html`<input name="days" type="number" min="1" max="36500" value="7">`, "empty: for good")}${why}`;
  return sheet("do", "Give without a purchase", form({ label: "Give it", fields, run }));
}

function ending() {
  const run = async (values) => {
    await send("POST", `${path()}/grants/${state.at.query.grant}/end`, values);
    shut("It has ended.");
  };
  return sheet("do", "End what was given", form({ label: "End it", fields: why, run }));
}

function forgetting() {
  const run = async ({ confirm }) => {
    await send("POST", `${path()}/forget`, { confirm: confirm.trim() });
    go("customers");
    tell("The customer is forgotten.");
  };
  const fields = html`<p>Devices, purchases, journey and history are gone for good. The stores go on with what was bought. Nothing brings the customer back.</p>
    ${field(`Write “${state.at.id}”`, html`<input name="confirm" required autocomplete="off" spellcheck="false">`)}`;
  return sheet("do", "Forget the customer", form({ label: "Forget for good", fields, run, main: "danger" }));
}

/** Makes a link to what the customer sees now; it names nobody. */
async function share({ paywall, request }) {
  const { customer, device, locale } = request;
  const { id: _, ...anybody } = customer;
  const what = draft() ? { draft: draft().id } : { revision: environment().live.revision };
  const asked = { paywall, locale, device, customer: anybody };
  const { url, picture } = await send("POST", "/shares", { ...what, request: asked, until: Date.now() + 14 * DAY });
  keep(
    "The link.",
    "It shows this state and names nobody. It is shown this once.",
    new URL(url, location.origin).href,
    picture,
  );
}

const button = (label, name, kind = "") =>
  html`<button type="button" class=${kind} @click=${() => setQuery({ do: name }, { push: true })}>${label}</button>`;

/** Shows what may be done for the customer. `shown` is what they see now, if anything. */
export const deeds = (shown) => html`<div class="deeds">
  ${helps() ? button("Give…", "give") : nothing}
  ${shown && may("editor") ? html`<button type="button" @click=${() => share(shown).catch((error) => tell(error.message))}>Share what they see</button>` : nothing}
  ${may("owner") ? button("Forget…", "forget", "quiet") : nothing}</div>`;

/** Shows the button that ends what was given. */
export const endOf = (grant) =>
  html`<button type="button" @click=${() => setQuery({ do: "end", grant }, { push: true })}>End…</button>`;

/** Shows the form that the address names. */
export const asked = (entitlements) =>
  ({ give: () => giving(entitlements), end: ending, forget: forgetting })[state.at.query.do]?.() ?? nothing;

/** Puts people's names in the place of their ids. */
export const withNames = (text) => text.replaceAll(/\b[0-9a-f]{32}\b/g, (id) => nameOf(id));
