// The document that the canvas shows: the edited paywall alone, with all that it may name.

/** @import { Session } from "./session.js" */

/** The sections beside the paywall that are shown with it. Rules, audiences and lists are of no use to it. */
const SECTIONS = ["products", "customComponents"];

export class Slice {
  /** @type {string | undefined} */
  #around;
  #seen = "";

  /** @param {Session} session */
  constructor(session) {
    this.session = session;
  }

  /**
   * Writes the document of one paywall. Only what was changed is written anew.
   * @param {string} paywall
   */
  document(paywall) {
    const { model, versions } = this.session;
    const seen = [...SECTIONS, "rest"].map((name) => versions[name] ?? 0).join();
    if (seen !== this.#seen) this.#around = undefined;
    this.#seen = seen;
    this.#around ??= this.#write();
    return `{"paywalls":[${model.part("paywalls", paywall) ?? ""}],${this.#around}}`;
  }

  /**
   * Writes it of a model that was changed for a moment.
   * @param {string} paywall
   */
  fresh(paywall) {
    return `{"paywalls":[${this.session.model.part("paywalls", paywall) ?? ""}],${this.#write()}}`;
  }

  #write() {
    const { model } = this.session;
    const rest = (model.part("rest", "") ?? "{}").slice(1, -1);
    const sections = SECTIONS.map((section) => `"${section}":${listed(model, section)}`);
    return ['"campaign_rules":[]', ...sections, ...(rest ? [rest] : [])].join(",");
  }
}

/**
 * Writes all parts of a section.
 * @param {Session["model"]} model
 * @param {string} section
 */
function listed(model, section) {
  /** @type {string[]} */
  const ids = JSON.parse(model.ids(section));
  const isList = section !== "customComponents";
  const parts = ids.map((id) => (isList ? "" : `${JSON.stringify(id)}:`) + model.part(section, id));
  return isList ? `[${parts.join(",")}]` : `{${parts.join(",")}}`;
}
