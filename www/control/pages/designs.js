// A new paywall: the designs of the gallery, drawn live; the chosen one goes into the draft with the app's own products.
import { html, nothing } from "lit-html";

import { go, setQuery } from "../address.js";
import { get, getOnce, send } from "../api.js";
import { edit, saved } from "../app.js";
import { read } from "../module.js";
import { head, segments } from "../parts/blocks.js";
import { keeper } from "../parts/keeper.js";
import { draft, state, tell } from "../store.js";
import { FORMS } from "./paywalls.js";

/** The designs that the module has read, by name. */
const loaded = keeper();

/** Resolves to the designs, each with what the module made of its document. */
export async function loadDesigns() {
  const designs = await getOnce("/templates/paywalls");
  return Promise.all(designs.map(async (one) => ({ ...one, loaded: await loaded.of(one.name, () => design(one)) })));
}

async function design({ name }) {
  const document = await get(`/templates/paywalls/${name}`);
  const { default: usual = "en", locales = {} } = document.texts ?? {};
  return read(document, document.products ?? [], [...new Set([usual, ...Object.keys(locales)])]);
}

/** Takes a paywall into the draft, which begins if there is none, and opens it. */
async function take(design, paywall) {
  try {
    const id = await edit();
    const taken = await send("POST", `/templates/paywalls/${design}`, { draft: id, paywall });
    const { operations } = taken;
    const made = await send("POST", `/drafts/${id}/edits`, { operations }, { ifMatch: String(draft().edit) });
    saved(made.edit);
    go(`paywalls/${taken.paywall}`, { draft: id });
  } catch (error) {
    tell(error.message);
  }
}

function card({ name, title, about, paywalls, loaded }, form) {
  const one = paywalls.find(({ form_factors }) => form_factors.includes(form));
  if (!one) return nothing;
  const what = { source: { loaded, design: name }, request: { paywall: one.id }, form, label: `${title}: ${about}` };
  return html`<figure class="card"><button type="button" class="picture" aria-label=${`Begin with ${title}`} @click=${() => take(name, one.id)}><paywall-frame .what=${what}></paywall-frame></button>
    <figcaption><b>${title}</b><small>${about}</small></figcaption></figure>`;
}

/** Shows the designs for one form factor. */
export function designsView(designs) {
  const form = FORMS[state.at.query.form] ? state.at.query.form : "phone";
  const back = html`<button type="button" @click=${() => setQuery({ new: null })}>Back to the paywalls</button>`;
  const words =
    "Begin with a design. It comes with your products and in your languages; texts and colours are yours to change.";
  return html`${head("New paywall", words, back)}<div class="filters">${segments("Form factor", FORMS, form, (value) => setQuery({ form: value }))}</div>
    <div class="cards" data-form=${form}>${designs.map((one) => card(one, form))}</div>`;
}
