// The place of the campaigns: until they can be edited here, the rules of the document in the order of their placements.
import { html, render } from "lit-html";

import { empty, head } from "../parts/blocks.js";

/** Shows the page in `root`. */
export function mount(root, context) {
  const update = ({ go }) =>
    render(
      html`<div class="page">${head("Campaigns")}${empty(
        "Who sees which paywall",
        "Rules decide it, in their order. Try what a customer gets on the overview.",
        html`<button type="button" class="primary" @click=${() => go("overview")}>See who gets what</button>`,
      )}</div>`,
      root,
    );
  update(context);
  return { update, unmount: () => render(html``, root) };
}
