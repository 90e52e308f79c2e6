// Who gets this: what stands beside the rules.
import { nothing } from "lit-html";

/** @import { Work } from "./work.js" */

/** Shows what stands beside the rules: of the rule that is open, or of all of them. */
export const beside = (/** @type {Work} */ _work) => nothing;
