// Links that show one state of a draft or a revision to somebody without an account.
import { html, nothing } from "lit-html";

import { change, send, tryGet } from "../api.js";
import { source } from "../app.js";
import { overviewOf } from "../module.js";
import { deed, empty, field, head, opens, options, table } from "../parts/blocks.js";
import { SCREENS } from "../parts/frame.js";
import { keep, once } from "../parts/once.js";
import { ago, language, person, PERSONAS, personas } from "../parts/words.js";
import { draft, environment, may, state } from "../store.js";
import { FORMS } from "./paywalls.js";

const DAY = 864e5;

async function load() {
  const from = source(environment());
  const [shares, content] = await Promise.all([tryGet("/shares", []), from ? overviewOf(from) : null]);
  return { shares, content };
}

/** Makes a link to a state of the open draft, or of what is live, for some days; it is shown once. */
export async function share(request, days, words, passcode = "") {
  const one = draft();
  const what = one ? { draft: one.id } : { revision: environment().live.revision };
  const until = Date.now() + days * DAY;
  const { url, picture } = await send("POST", "/shares", { ...what, request, until, ...(passcode && { passcode }) });
  keep("The link.", words, new URL(url, location.origin).href, picture);
}

/** Makes the link to the state that the form names. */
function run({ paywall, form: formFactor, persona, locale, days, passcode }) {
  const [width, height] = SCREENS[formFactor];
  const request = { paywall, locale, customer: PERSONAS[persona][1], device: { formFactor, width, height } };
  const words = "Whoever has it sees this state and nothing else. It is shown this once.";
  return share(request, Number(days), words, passcode);
}

function making({ content }) {
  const { paywalls } = content;
  const fields = html`<p>Of ${draft() ? `the draft “${draft().name}”, as it is when it is looked at` : `what is live in ${environment().name}`}.</p>
    ${field("Paywall", html`<select name="paywall">${options(Object.fromEntries(paywalls.map(({ id, name }) => [id, name])))}</select>`)}
    ${field("Form factor", html`<select name="form">${options(FORMS)}</select>`)}
    ${field("Customer", html`<select name="persona">${options(personas())}</select>`)}
    ${field("Language", html`<select name="locale">${options(Object.fromEntries(content.locales.map((one) => [one, language(one)])))}</select>`)}
    ${field("Days", html`<input name="days" type="number" min="1" max="365" value="14" required>`, "then it shows nothing any more")}
    ${field("Passcode", html`<input name="passcode" minlength="4" maxlength="100" autocomplete="off">`, "empty: none")}`;
  return deed("new", "Share a state", { label: "Make the link", fields, run });
}

const end = (id) => change("DELETE", `/shares/${id}`, undefined, "The link shows nothing any more.");

function view(data) {
  const { shares, content } = data;
  const action = may("editor") && content ? opens("Share a state", { new: "share" }, "primary") : nothing;
  const words =
    "Somebody without an account sees one paywall in one state, and it says on its face that it is a preview.";
  const named = content?.paywalls ?? [];
  const columns = [
    ["What", ({ request }) => named.find(({ id }) => id === request?.paywall)?.name ?? request?.paywall ?? "A state"],
    ["Of", (one) => `${one.draft ? "a draft" : "a revision"}${one.has_passcode ? ", with a passcode" : ""}`],
    ["By", ({ author }) => (author ? person(author) : nothing)],
    ["Ends", ({ until }) => (until ? ago(until) : "never")],
    ["", ({ id }) => (may("editor") ? html`<button type="button" @click=${() => end(id)}>End</button>` : nothing)],
  ];
  return html`${head("Share links", words, action)}${once()}${shares.length ? table("Share links", columns, shares) : empty("Nothing is shared", "Send a draft to a colleague, a lawyer or a translator: a link is enough.")}
    ${state.at.query.new && content ? making(data) : nothing}`;
}

export default { label: "Share links", key: "l", load, view };
