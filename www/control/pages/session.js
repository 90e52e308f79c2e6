// The way in: sign-in, and the links that work once: the first owner's, an invitation, a new password.
import { html, nothing } from "lit-html";

import { open } from "../address.js";
import { call } from "../api.js";
import { failure, field, form } from "../parts/blocks.js";
import { keeper } from "../parts/keeper.js";
import { WAYS_IN } from "../paths.js";
import tables from "../parts/words.json" with { type: "json" };
import { state, update } from "../store.js";

const email = (value = "") =>
  field("Email", html`<input name="email" type="email" autocomplete="username" required .value=${value}>`);
const name = (value = "") =>
  field("Your name", html`<input name="name" autocomplete="name" required maxlength="100" .value=${value}>`);
const secret = (kind, least, hint = "") =>
  field(
    "Password",
    html`<input name="password" type="password" autocomplete=${kind} minlength=${least} required>`,
    hint,
  );
const current = secret("current-password", 1);
const fresh = secret("new-password", 12, "at least 12 characters");

/** Signs somebody in by calls of which the last one answers who it is, and goes on to where they wanted to be. */
async function enter(calls, arrive) {
  let me;
  for (const [path, values] of calls) ({ body: me } = await call("POST", path, values));
  update({ me, app: null });
  if (WAYS_IN.includes(state.at.app)) open("/control/", { replace: true });
  else arrive();
}

/** What is known of links, by their secrets, and of the other way in. */
const links = keeper();

/** Returns what a link is for, if that is known by now; asks for it otherwise. */
const linkOf = (link) => links.now(link, async () => (await call("POST", "/links", { link })).body);

const setup = (arrive, link) => ({
  title: "Welcome",
  words: "You are the first one here, so you will own this Control Center. The link works once.",
  fields: html`${name()}${email()}${fresh}`,
  label: "Begin",
  run: (values) => enter([["/setup", { ...values, link }]], arrive),
});

function invitation(arrive, link, about) {
  const words = `to the app ${about.app}, as ${about.email}.`;
  const what = { title: "You are invited", words, label: "Join" };
  const join = (before) => (values) => enter([...before(values), ["/setup", { link }]], arrive);
  if (!about.is_known) return { ...setup(arrive, link), ...what, fields: html`${name(about.name)}${fresh}` };
  if (state.me) return { ...what, fields: nothing, run: join(() => []) };
  const fields = html`${email(about.email)}${current}`;
  return { ...what, words: `${words} Sign in to join.`, fields, run: join((values) => [["/sessions", values]]) };
}

const password = (arrive, link, about) => ({
  title: "A new password",
  words: `for ${about.email}`,
  fields: fresh,
  label: "Set it",
  run: (values) => enter([["/setup", { ...values, link }]], arrive),
});

/** Shows the other way in, where the host has one. */
function elsewhere() {
  const { provider } = links.now("", async () => (await call("GET", "/oidc")).body) ?? {};
  const { refused } = state.at.query;
  const words = tables.refused[refused] ?? "The sign-in at the provider failed. Tell those who run this host the code.";
  return html`${refused ? failure({ message: words, code: refused }) : nothing}
    ${provider ? html`<a class="button" href="/control/v1/oidc/begin">Sign in with ${provider}</a>` : nothing}
    ${isHere() ? printed : nothing}`;
}

/** Says whether the host is this machine, as that of a preview always is. */
const isHere = () => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);

const printed = html`<small>
  A preview has no password: <code>cargo xtask preview</code> and <code>paywall preview</code> print a link that signs you
  in. It works once; start the preview again for a new one.
</small>`;

const signIn = (arrive) => ({
  title: "Sign in",
  words: "to the Control Center",
  fields: html`${email()}${current}`,
  label: "Sign in",
  run: (values) => enter([["/sessions", values]], arrive),
  beside: elsewhere(),
});

/** Shows the way in that the address names. `arrive` goes on once somebody is signed in. */
export function arrival(arrive) {
  const { app, page: link } = state.at;
  if (!WAYS_IN.includes(app) || app === "sign-in") return door(signIn(arrive));
  const about = linkOf(link);
  if (!about) return nothing;
  if (about.error) return door({ title: "This link has ended", words: "Ask for a new one.", error: about.error });
  return door({ setup, invitation, password }[about.kind](arrive, link, about));
}

/** Shows the frame of a way in. @param {any} what */
function door({ title, words, error = null, beside = nothing, ...what }) {
  document.title = title;
  const body = error ? failure(error) : form(/** @type {any} */ (what));
  return html`<main class="arrival" id="main"><section><h1>${title}</h1><p>${words}</p>${body}${beside}</section></main>`;
}
