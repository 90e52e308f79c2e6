// Texts by key: read as a customer of the chosen language reads them, and changed where they stand.
import { html, nothing } from "lit-html";
import { edited } from "../parts/edited.js";

/** @import { Editor } from "./editor.js" */
/** @import { Operation } from "./session.js" */
/** @import { Field } from "./schema.js" */
/** @import { Thing } from "./things.js" */

/** A text that is one token of a key. */
const KEY = /^\s*\$\{text\.([\w.-]+)\}\s*$/;
/** The rows of the table that are drawn at first. */
const ROWS = 200;

/** @typedef {{ default: string, locales: Record<string, Record<string, string>> }} All */

export class Texts {
  /** @type {All | undefined} */
  #all;
  #seen = -1;
  #sought = "";

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** @returns {All} */
  get all() {
    const seen = this.editor.session.versions["rest"] ?? 0;
    if (seen !== this.#seen || !this.#all) {
      const { texts } = JSON.parse(this.editor.session.model.part("rest", "") ?? "{}");
      this.#all = { default: texts?.default ?? "en", locales: texts?.locales ?? {} };
      this.#seen = seen;
    }
    return this.#all;
  }

  keys() {
    const { locales, default: usual } = this.all;
    return Object.keys(locales[usual] ?? {});
  }

  /** The language of the texts that a customer of the chosen locale reads. */
  get language() {
    const { locales, default: usual } = this.all;
    const wanted = this.editor.view.locale;
    const names = Object.keys(locales);
    const fits = (/** @type {string} */ tag) => names.find((name) => name.toLowerCase() === tag.toLowerCase());
    return (
      fits(wanted) ??
      fits(wanted.split("-")[0]) ??
      names.find((name) => name.split("-")[0] === wanted.split("-")[0]) ??
      usual
    );
  }

  /** @param {string} key */
  find(key) {
    const { locales, default: usual } = this.all;
    return locales[this.language]?.[key] ?? locales[usual]?.[key];
  }

  /**
   * Reads a text with its keys as a customer reads it; other tokens stay.
   * @param {string} text
   */
  read(text) {
    return text.replace(/\$\{text\.([\w.-]+)\}/g, (token, key) => this.find(key) ?? token);
  }

  /**
   * @param {string} key
   * @param {string} language
   * @param {string | undefined} value
   * @returns {Operation[]}
   */
  set(key, language, value) {
    const path = ["texts", "locales", language, key];
    if (value !== undefined) return [{ op: "set", section: "rest", path, value }];
    return this.all.locales[language]?.[key] === undefined ? [] : [{ op: "unset", section: "rest", path }];
  }

  /**
   * Finds where the words of a thing stand: in its attribute, or under a key.
   * @param {Thing} thing
   */
  source(thing) {
    const { text } = thing.attributes;
    if (typeof text !== "string") return undefined;
    const key = KEY.exec(text)?.[1];
    if (!key || this.find(key) === undefined) {
      const put = (/** @type {string} */ value) => this.editor.setting([thing.id], "text", value);
      return { text, put, about: "", key: `${thing.id} text` };
    }
    const { language } = this;
    const put = (/** @type {string} */ value) => this.set(key, language, value);
    return {
      text: this.find(key) ?? "",
      put,
      about: `${key} in ${languageName(language)}`,
      key: `text ${language} ${key}`,
    };
  }

  /**
   * Makes the field of a thing's words that stand under a key.
   * @param {Thing} thing
   * @returns {Field[]}
   */
  fields(thing) {
    const source = this.source(thing);
    if (!source?.about) return [];
    const read = () => source.text;
    const write = (/** @type {any} */ value) => source.put(value ?? "");
    const about = `The text of the key ${source.about}. Other places that name the key change with it.`;
    const plain = { kind: "text", usual: undefined, unit: "", choices: [], examples: [], isLong: true };
    return [{ ...plain, name: "words", group: "content", about, read, write }];
  }

  /** Lists the keys that the paywall names. */
  named() {
    const part = this.editor.session.model.part("paywalls", this.editor.paywall) ?? "";
    return [...new Set([...part.matchAll(/\$\{text\.([\w.-]+)\}/g)].map(([, key]) => key))];
  }

  /** The table of all texts that the paywall names, in all languages. */
  table() {
    const { locales, default: usual } = this.all;
    const named = new Set(this.named());
    const languages = [usual, ...Object.keys(locales).filter((name) => name !== usual)];
    const fits = (/** @type {string} */ key) =>
      languages.some((name) => (locales[name]?.[key] ?? "").toLowerCase().includes(this.#sought)) ||
      key.includes(this.#sought);
    const keys = this.keys().filter((key) => (this.#sought ? fits(key) : named.has(key)));
    if (Object.keys(locales).length === 0)
      return html`<p class="none-yet">This app has no texts by key. <code>paywall texts extract</code> makes them of a document.</p>`;
    return html`<div class="texts"><header><h2>Texts</h2><input type="search" aria-label="Find a text" placeholder="Find in all texts of the app"
        @input=${(/** @type {Event} */ event) => this.#seek(event)}></header>
      <div class="scroll" tabindex="0" role="group" aria-label="Texts by language"><table><thead><tr><th scope="col">Key</th>${languages.map(
        (name) => html`<th scope="col" lang="en">${languageName(name)} ${this.#missing(name, keys)}</th>`,
      )}</tr></thead><tbody>${keys.slice(0, ROWS).map((key) => this.#row(key, languages))}</tbody></table></div></div>`;
  }

  /** @param {Event} event */
  #seek(event) {
    this.#sought = /** @type {HTMLInputElement} */ (event.target).value.toLowerCase();
    this.editor.show();
  }

  /** @param {string} language @param {string[]} keys */
  #missing(language, keys) {
    const count = keys.filter((key) => this.all.locales[language]?.[key] === undefined).length;
    return count ? html`<span class="count" title="${count} texts are missing">${count}</span>` : nothing;
  }

  /** @param {string} key @param {string[]} languages */
  #row(key, languages) {
    const source = this.all.locales[languages[0]]?.[key] ?? "";
    return html`<tr><th scope="row"><code>${key}</code></th>${languages.map((name) => {
      const text = this.all.locales[name]?.[key];
      const isLong = source && text && text.length > source.length * 1.4 && text.length > 20;
      const input = (/** @type {Event} */ event) => {
        const { value } = /** @type {HTMLTextAreaElement} */ (event.target);
        this.editor.run(
          this.set(key, name, value === "" && name !== languages[0] ? undefined : value),
          `text ${name} ${key}`,
        );
      };
      return html`<td class=${text === undefined ? "is-missing" : isLong ? "is-long" : ""}><textarea rows="2" lang=${name} dir="auto" aria-label="${key} in ${languageName(name)}"
        title=${isLong ? `${Math.round((text.length / source.length - 1) * 100)} % longer than ${languages[0]}` : ""} ?disabled=${!this.editor.mayEdit}
        placeholder=${text === undefined ? source : ""} .value=${edited(text ?? "")} @input=${input}></textarea></td>`;
    })}</tr>`;
  }
}

/** @param {string} language */
export const isRightToLeft = (language) => /^(ar|dv|fa|he|ku|ps|ur|yi)\b/.test(language);

/** @param {string} language */
export function languageName(language) {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}
