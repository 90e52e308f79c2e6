// The navigation: at the side, and on a phone behind a button.
import { html, nothing } from "lit-html";

import { href } from "./address.js";
import { openPalette } from "./palette.js";
import { icon } from "./parts/icon.js";
import { pages } from "./pages/index.js";
import { state } from "./store.js";

/** @param {[string, import("./pages/index.js").Page]} entry */
const link = ([page, { label, group, key }]) =>
  html`${group ? html`<h2>${group}</h2>` : nothing}<a href=${href(page)} aria-current=${state.at.page === page ? "page" : nothing} title="g ${key}">${icon(page)}<span>${label}</span></a>`;

/** Shows the navigation. */
export const navigation = () =>
  html`<nav class="nav" id="nav" aria-label="Pages" @click=${shut}><button type="button" class="quiet" @click=${openPalette}>${icon("search")}Search</button>${pages().map(link)}</nav>`;

/** Opens and shuts it on a phone. */
export const toggle = () => document.querySelector(".control").toggleAttribute("data-nav");

const shut = () => document.querySelector(".control").removeAttribute("data-nav");
