// The deeds of those who help a customer: give what was not paid for, end that, send what the customer sees, and forget
// them.
import { html, nothing } from "lit-html";

import { go } from "../address.js";
import { send } from "../api.js";
import { deed, field, opens, options } from "../parts/blocks.js";
import { may, nameOf, state, tell } from "../store.js";
import { share } from "./shares.js";

const path = () => `/customers/${encodeURIComponent(state.at.id)}`;
const why = field("Why", html`<input name="why" required maxlength="300">`, "it stands in the history for good");

/** Whether this person gives entitlements, and ends them: support does, and whoever publishes. */
export const helps = () => state.me.apps.find(({ id }) => id === state.at.app)?.role === "support" || may("publisher");

function giving(entitlements) {
  // A repetition of the same form gives nothing twice.
  const key = crypto.randomUUID();
  const run = async ({ days, ...what }) => {
    await send("POST", `${path()}/grants`, { ...what, ...(days && { days: Number(days) }), key });
    return "The customer has it with the app’s next call.";
  };
  const choices = Object.fromEntries(entitlements.map(({ id, name }) => [id, name || id]));
  const fields = html`${field("What", html`<select name="entitlement" required>${options(choices)}</select>`)}
    ${field("Days", html`<input name="days" type="number" min="1" max="36500" value="7">`, "empty: for good")}${why}`;
  return deed("do", "Give without a purchase", { label: "Give it", fields, run });
}

function ending() {
  const run = async (values) => {
    await send("POST", `${path()}/grants/${state.at.query.grant}/end`, values);
    return "It has ended.";
  };
  return deed("do", "End what was given", { label: "End it", fields: why, run });
}

function forgetting() {
  const run = async ({ confirm }) => {
    await send("POST", `${path()}/forget`, { confirm: confirm.trim() });
    go("customers");
    return "The customer is forgotten.";
  };
  const fields = html`<p>Devices, purchases, journey and history are gone for good. The stores go on with what was bought. Nothing brings the customer back.</p>
    ${field(`Write “${state.at.id}”`, html`<input name="confirm" required autocomplete="off" spellcheck="false">`)}`;
  return deed("do", "Forget the customer", { label: "Forget for good", fields, run, main: "danger" });
}

/** Makes a link to what the customer sees now; it names nobody. */
function shareSeen({ paywall, request: { customer, device, locale } }) {
  const { id: _, ...anybody } = customer;
  const words = "It shows this state and names nobody. It is shown this once.";
  return share({ paywall, locale, device, customer: anybody }, 14, words).catch((error) => tell(error.message));
}

/** Shows what may be done for the customer. `shown` is what they see now, if anything. */
export const deeds = (shown) => html`<div class="deeds">
  ${helps() ? opens("Give…", { do: "give" }) : nothing}
  ${shown && may("editor") ? html`<button type="button" @click=${() => shareSeen(shown)}>Share what they see</button>` : nothing}
  ${may("owner") ? opens("Forget…", { do: "forget" }, "quiet") : nothing}</div>`;

/** Shows the button that ends what was given. */
export const endOf = (grant) => opens("End…", { do: "end", grant });

/** Shows the form that the address names. */
export const asked = (entitlements) =>
  ({ give: () => giving(entitlements), end: ending, forget: forgetting })[state.at.query.do]?.() ?? nothing;

/** Puts people's names in the place of their ids. */
export const withNames = (text) => text.replaceAll(/\b[0-9a-f]{32}\b/g, (id) => nameOf(id));
