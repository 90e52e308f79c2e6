// The document that the canvas shows: the edited paywall alone, with the products, the components and the languages of
// the app that it can show. What it does not name costs time with every key.

/** @import { Session } from "./session.js" */

/** @typedef {{ id: string, json: string, names: string[] }} Part of a section, with the names by which a paywall asks for it */

export class Slice {
  /** @type {Map<string, { seen: number, value: any }>} */
  #kept = new Map();

  /** @param {Session} session */
  constructor(session) {
    this.session = session;
  }

  /**
   * Writes the document of one paywall for customers of one language.
   * @param {string} paywall
   * @param {string} locale
   */
  document(paywall, locale) {
    const json = this.session.model.part("paywalls", paywall) ?? "";
    const components = this.#within(json);
    const all = json + components.map((one) => one.json).join();
    const products = this.#parts("products").filter(({ names }) => names.some((name) => all.includes(name)));
    return `{"paywalls":[${json}],"campaign_rules":[],"products":[${products.map((one) => one.json).join()}],"customComponents":{${components
      .map(({ id, json }) => `${JSON.stringify(id)}:${json}`)
      .join()}}${this.#rest(locale)}}`;
  }

  /** Forgets what was read, as the model was changed for a moment. */
  forget() {
    this.#kept.clear();
  }

  /**
   * Lists the custom components that a text names, and those that these name.
   * @param {string} json
   */
  #within(json) {
    const found = new Set();
    for (const text = [json]; text.length > 0; ) {
      const around = text.pop() ?? "";
      for (const part of this.#parts("customComponents")) {
        if (found.has(part) || !part.names.some((name) => around.includes(name))) continue;
        found.add(part);
        text.push(part.json);
      }
    }
    return /** @type {Part[]} */ ([...found]);
  }

  /**
   * Keeps what was read of a section until it is changed.
   * @template T
   * @param {string} section
   * @param {string} key
   * @param {() => T} read
   * @returns {T}
   */
  #keep(section, key, read) {
    const seen = this.session.versions[section] ?? 0;
    const kept = this.#kept.get(key);
    if (kept?.seen === seen) return kept.value;
    const value = read();
    this.#kept.set(key, { seen, value });
    return value;
  }

  /** @param {string} section @returns {Part[]} */
  #parts(section) {
    const { model } = this.session;
    const isProduct = section === "products";
    return this.#keep(section, section, () =>
      JSON.parse(model.ids(section)).map((/** @type {string} */ id) => {
        const json = model.part(section, id) ?? "{}";
        const { sku_ref_id } = isProduct ? JSON.parse(json) : {};
        return { id, json, names: isProduct ? [id, sku_ref_id].filter(Boolean) : [`"custom:${id}"`] };
      }),
    );
  }

  /**
   * Writes what the document has beside its parts, with those languages of the texts alone that a customer may read.
   * @param {string} locale
   */
  #rest(locale) {
    return this.#keep("rest", `rest ${locale}`, () => {
      const { texts, ...rest } = JSON.parse(this.session.model.part("rest", "") ?? "{}");
      const [asked, usual] = [locale, texts?.default ?? ""].map(primary);
      const locales = Object.entries(texts?.locales ?? {}).filter(([name]) => [asked, usual].includes(primary(name)));
      const kept = { ...rest, ...(texts && { texts: { ...texts, locales: Object.fromEntries(locales) } }) };
      return Object.entries(kept)
        .map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`)
        .join("");
    });
  }
}

/**
 * Returns the language of a tag, whose older names are those of today: `iw` is `he`.
 * @param {string} tag
 */
function primary(tag) {
  try {
    return new Intl.Locale(tag.replaceAll("_", "-")).language;
  } catch {
    return tag;
  }
}
