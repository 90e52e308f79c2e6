// The schedules of all campaigns as a calendar.
import { html } from "lit-html";

import { head } from "../parts/blocks.js";

/** @import { Work } from "./work.js" */

/** Shows the calendar. */
export const calendar = (/** @type {Work} */ _work) => html`${head("Calendar")}`;
