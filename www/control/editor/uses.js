// The panel “Used by”: for each product, entitlement and audience of the app, and each text of the paywall, the paywalls
// and the rules that name it.
import { html, nothing } from "lit-html";

/** @import { Editor } from "./editor.js" */

/** @typedef {{ title: string, path: string, json: string }} Part a paywall or a rule, with where it is opened */
/** @typedef {{ id: string, title: string, names: string[], also?: Part[] }} Used a thing, with the forms of its name in JSON */

/** The most of a list that is shown. */
const MOST = 200;

export class Uses {
  #sought = "";

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** @param {string} section @param {string} page @returns {Part[]} */
  #parts(section, page) {
    const { model } = this.editor.session;
    return JSON.parse(model.ids(section)).map((/** @type {string} */ id) => {
      const json = model.part(section, id) ?? "{}";
      const { name, title } = JSON.parse(json);
      return { title: title || name || id, path: `${page}/${id}`, json };
    });
  }

  /** @param {string} section @returns {string[]} */
  #ids(section) {
    return JSON.parse(this.editor.session.model.ids(section));
  }

  /** Lists what can be used, by its kind. @returns {Record<string, Used[]>} */
  #all() {
    const { model } = this.editor.session;
    const products = this.#ids("products").map((id) => JSON.parse(model.part("products", id) ?? "{}"));
    const quoted = (/** @type {unknown} */ text) => (typeof text === "string" && text ? [JSON.stringify(text)] : []);
    const entitled = products.flatMap(({ entitlements = [] }) => entitlements);
    const entitlements = [...new Map(entitled.map((one) => [one.id ?? one, one])).values()];
    return {
      Products: products.map(({ id, name, sku_ref_id }) => ({
        id,
        title: name ?? sku_ref_id ?? id,
        names: [...quoted(id), ...quoted(sku_ref_id)],
      })),
      Entitlements: entitlements.map(({ id, name = id, entitlement_ref_id }) => ({
        id,
        title: name,
        names: [...quoted(id), ...quoted(entitlement_ref_id)],
        also: products
          .filter(({ entitlements = [] }) => entitlements.some((/** @type {any} */ one) => one.id === id))
          .map((product) => ({ title: `${product.name ?? product.id} (product)`, path: "", json: "" })),
      })),
      Audiences: this.#ids("audiences").map((id) => ({ id, title: id, names: quoted(id) })),
      "Texts of this paywall": this.editor.texts.named().map((key) => ({
        id: key,
        title: this.editor.texts.find(key) ?? key,
        names: [`\${text.${key}}`],
      })),
    };
  }

  view() {
    const parts = [...this.#parts("paywalls", "paywalls"), ...this.#parts("campaign_rules", "campaigns")];
    const seek = (/** @type {Event} */ event) => {
      this.#sought = /** @type {HTMLInputElement} */ (event.target).value.toLowerCase();
      this.editor.show();
    };
    return html`<div class="uses"><header><h2>Uses</h2><input type="search" aria-label="Find what is used" placeholder="Find"
        @input=${seek}></header><div class="scroll" tabindex="0" role="group" aria-label="What is used, and where">${Object.entries(
          this.#all(),
        ).map(([kind, list]) => this.#list(kind, list, parts))}</div></div>`;
  }

  /** @param {string} kind @param {Used[]} list @param {Part[]} parts */
  #list(kind, list, parts) {
    const fits = list.filter(({ id, title }) => `${id} ${title}`.toLowerCase().includes(this.#sought));
    if (fits.length === 0) return nothing;
    return html`<h3>${kind}</h3><ul>${fits.slice(0, MOST).map((one) => this.#row(one, parts))}</ul>`;
  }

  /** @param {Used} used @param {Part[]} parts */
  #row({ id, title, names, also = [] }, parts) {
    const by = [...parts.filter(({ json }) => names.some((name) => json.includes(name))), ...also];
    const go = (/** @type {string} */ path) => (/** @type {Event} */ event) => {
      event.preventDefault();
      this.editor.context.go(path);
    };
    return html`<li><b>${title}</b> ${title === id ? nothing : html`<code>${id}</code>`}<p>${
      by.length === 0 ? "Nothing uses it." : nothing
    }${by.map((part) =>
      part.path ? html`<a href="#" @click=${go(part.path)}>${part.title}</a>` : html`<span>${part.title}</span>`,
    )}</p></li>`;
  }
}
