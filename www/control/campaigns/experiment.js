// The experiment of a rule: how its customers are split.
import { nothing } from "lit-html";

/** @import { Work } from "./work.js" */

/**
 * Shows the panel of a rule's segments.
 * @param {Work} _work
 * @param {any} _rule the rule, as the document has it
 */
export const experimentPanel = (_work, _rule) => nothing;
