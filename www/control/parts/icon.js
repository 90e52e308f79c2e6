// The icons, each one path on a grid of 16.
import { svg, html } from "lit-html";

import tables from "./words.json" with { type: "json" };

/** Shows an icon. It says nothing itself: the words beside it do. */
export const icon = (name) =>
  html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${svg`<path d=${tables.icons[name]}></path>`}</svg>`;
