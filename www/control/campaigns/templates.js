// Campaign templates: what each does, its form, and what its example customers get.
import { html } from "lit-html";

import { head } from "../parts/blocks.js";

/** @import { Work } from "./work.js" */

/**
 * Shows the templates, or the form of one.
 * @param {Work} _work
 * @param {string} _name
 */
export const templates = (_work, _name) => html`${head("New campaign")}`;
