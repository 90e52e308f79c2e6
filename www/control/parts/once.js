// A secret that was just made: it is shown once, in no address, and gone with the page.
import { html, nothing } from "lit-html";

import { tell, update } from "../store.js";

let kept = null;

/**
 * Keeps a secret, to be shown until somebody is done with it; `picture` is the same for cameras, as SVG.
 * @param {string} title @param {string} words @param {string} text @param {string} [picture]
 */
export function keep(title, words, text, picture) {
  kept = { title, words, text, picture };
  update();
}

async function copy() {
  await navigator.clipboard.writeText(kept.text);
  tell("Copied.");
}

function done() {
  kept = null;
  update();
}

/** Shows the secret, if there is one. */
export const once = () =>
  kept
    ? html`<div class="banner wide once"><p><b>${kept.title}</b> ${kept.words}</p><input readonly aria-label=${kept.title} .value=${kept.text} @focus=${(event) => event.target.select()}>
        <button type="button" @click=${copy}>Copy</button><button type="button" class="quiet" @click=${done}>Done</button>
        ${kept.picture ? html`<img class="code" alt="The link as a QR code" src=${`data:image/svg+xml,${encodeURIComponent(kept.picture)}`}>` : nothing}</div>`
    : nothing;
