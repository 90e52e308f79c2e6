// The way in: sign-in, the first person by the link that the server printed, and invitations.
import { html } from "lit-html";

import { open } from "../address.js";
import { call } from "../api.js";
import { field, form } from "../parts/blocks.js";
import { state, update } from "../store.js";

const email = field("Email", html`<input name="email" type="email" autocomplete="username" required>`);
const name = field("Your name", html`<input name="name" autocomplete="name" required maxlength="100">`);
const fresh = field(
  "Password",
  html`<input name="password" type="password" autocomplete="new-password" minlength="12" required>`,
  "at least 12 characters",
);

/** Signs somebody in with one call, and goes on to where they wanted to be. */
async function enter(path, values, arrive) {
  const { body } = await call("POST", path, values);
  update({ me: body, app: null });
  if (state.at.app === "sign-in" || path !== "/sessions") open("/control/", { replace: true });
  else arrive();
}

const WAYS = {
  setup: (arrive) => ({
    title: "Welcome",
    words: "You are the first one here, so you will own this Control Center. The link works once.",
    fields: html`${name}${email}${fresh}`,
    label: "Begin",
    run: (values) => enter("/setup", { ...values, link: state.at.page }, arrive),
  }),
  invitation: (arrive) => ({
    title: "You are invited",
    words: "Choose a password, and you are in.",
    fields: html`${name}${fresh}`,
    label: "Join",
    run: (values) => enter("/invitations", { ...values, link: state.at.page }, arrive),
  }),
  "sign-in": (arrive) => ({
    title: "Sign in",
    words: "to the Control Center",
    fields: html`${email}${field("Password", html`<input name="password" type="password" autocomplete="current-password" required>`)}`,
    label: "Sign in",
    run: (values) => enter("/sessions", values, arrive),
  }),
};

/** Shows the way in that the address names. `arrive` goes on once somebody is signed in. */
export function arrival(arrive) {
  const { title, words, ...what } = (WAYS[state.at.app] ?? WAYS["sign-in"])(arrive);
  document.title = title;
  return html`<main class="arrival" id="main"><section><h1>${title}</h1><p>${words}</p>${form(what)}</section></main>`;
}
