// The placements with their rules, in the order in which they are asked.
import { html } from "lit-html";

import { href } from "../address.js";
import { head } from "../parts/blocks.js";

/** @import { Work } from "./work.js" */

/** Shows the list. */
export const list = (/** @type {Work} */ work) =>
  html`${head("Campaigns")}<ul>${work.ids("campaign_rules").map((id) => html`<li><a href=${href(`campaigns/${id}`)}>${work.part("campaign_rules", id).name ?? id}</a></li>`)}</ul>`;
