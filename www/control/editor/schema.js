// The schema of documents, as the inspector reads it: which attributes a thing has, and how each is best changed.

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} group
 * @property {string} kind `choice`, `tick`, `number`, `length`, `text`, `color`, `action`, `list` or `json`
 * @property {string} about
 * @property {unknown} usual the value that holds without one
 * @property {string} unit
 * @property {unknown[]} choices
 * @property {string[]} examples
 * @property {boolean} isLong
 * @property {string[]} [path] where the value stands, if not under its name
 * @property {() => any} [read] reads a value that stands elsewhere
 * @property {(value: any) => import("./session.js").Operation[]} [write] changes it there
 */

/** What the schema calls things that are no components, by the words of their addresses. */
const THINGS = /** @type {Record<string, string>} */ ({
  "": "paywall",
  page: "page",
  menu: "menu",
  product: "menu-product",
});

/** The groups and the attributes that people look for first, whatever the order of the rest. */
const FIRST_GROUPS = ["content", "media", "tap", "font"];
const FIRST = [
  "text",
  "texts",
  "url",
  "name",
  "onTap",
  "fontSize",
  "fontColor",
  "width",
  "height",
  "fillColor",
  "borderRadius",
];

/** Attributes that are edited elsewhere: as things of their own, or as the id. */
const ELSEWHERE = ["component", "components", "$schema", "sku_menus", "template", "pages", "products", "id"];

export class Schema {
  /** @type {Map<string, Field[]>} */
  #known = new Map();

  /** @param {any} schema */
  constructor(schema) {
    this.defs = schema.$defs ?? {};
    /** @type {Record<string, string>} */
    this.groups = Object.fromEntries((schema["x-groups"] ?? []).map((/** @type {any} */ one) => [one.name, one.title]));
  }

  /** Lists the kinds of components with what each is. */
  kinds() {
    const names = Object.keys(this.defs).filter((name) => name.startsWith("component--"));
    return names.map((name) => ({ name: name.slice("component--".length), about: this.defs[name].description ?? "" }));
  }

  /**
   * Lists the attributes of a thing in the order of their groups.
   * @param {{ id: string, attributes: Record<string, any> }} thing
   */
  fields({ id, attributes }) {
    const component = attributes.component?.replace(/^custom:.*/, "custom");
    const noun = id ? (/(\w+):[^/]*$/.exec(id)?.[1] ?? "") : "";
    const name = typeof component === "string" ? `component--${component}` : THINGS[noun];
    const key = this.defs[name] ? name : typeof component === "string" ? "component--container" : "";
    let fields = this.#known.get(key);
    if (!fields) {
      fields = this.#collect(this.defs[key] ?? {}).filter(({ name }) => !ELSEWHERE.includes(name));
      const order = [...FIRST_GROUPS, ...Object.keys(this.groups)];
      const place = (/** @type {string[]} */ list, /** @type {string} */ name) =>
        list.includes(name) ? list.indexOf(name) : list.length;
      fields.sort(
        (a, b) => place(order, a.group) - place(order, b.group) || place(FIRST, a.name) - place(FIRST, b.name),
      );
      this.#known.set(key, fields);
    }
    return fields;
  }

  /**
   * Makes the field of a property that a custom component declares.
   * @param {string} name
   * @param {any} declared
   * @returns {Field}
   */
  property(name, declared) {
    const { type, default: usual, description = "" } = typeof declared === "string" ? { type: declared } : declared;
    const isColor = typeof usual === "string" && /^#[0-9a-f]{3,8}$/i.test(usual);
    const kind = { flag: "tick", number: "number", list: "json", object: "json" }[/** @type {string} */ (type)];
    const fits = isColor ? "color" : (kind ?? "text");
    const plain = { unit: "", choices: [], examples: [], isLong: false };
    return { ...plain, name, group: "properties", kind: fits, about: description, usual, path: ["properties", name] };
  }

  /**
   * @param {any} def
   * @returns {Field[]}
   */
  #collect(def) {
    const parts = (def.allOf ?? []).flatMap((/** @type {any} */ part) => this.#collect(this.#follow(part)));
    const own = Object.entries(def.properties ?? {}).filter(([, schema]) => isOffered(schema));
    const fields = own.map(([name, schema]) => this.#field(name, schema));
    const names = new Set(own.map(([name]) => name));
    return [...parts.filter((/** @type {Field} */ { name }) => !names.has(name)), ...fields];
  }

  /** @param {any} schema @returns {any} */
  #follow(schema) {
    const name = schema?.$ref?.replace("#/$defs/", "");
    return name ? this.defs[name] : schema;
  }

  /**
   * Lists the forms that a value may have, but that of a token, which any value may have.
   * @param {any} schema
   * @returns {any[]}
   */
  #forms(schema) {
    const inner = this.#follow(schema) ?? {};
    if (inner.anyOf) return inner.anyOf.flatMap((/** @type {any} */ one) => this.#forms(one));
    return inner === this.defs["smart"] ? [] : [inner];
  }

  /**
   * @param {string} name
   * @param {any} schema
   * @returns {Field}
   */
  #field(name, schema) {
    const forms = this.#forms(schema);
    const choices = forms.flatMap((/** @type {any} */ { enum: names = [] }) => names);
    const control = schema["x-control"] ?? "";
    return {
      name,
      group: schema["x-group"] ?? "",
      kind: kind(name, forms, choices, control),
      about: schema.description ?? "",
      usual: schema.default,
      unit: schema["x-unit"] ?? "",
      choices,
      examples: [...choices, ...(schema.examples ?? [])].map(String),
      isLong: control === "markdown",
    };
  }
}

/**
 * Answers whether people are offered an attribute: not what only older documents have, nor what is the platform's own.
 * @param {any} schema
 */
const isOffered = (schema) =>
  schema && schema !== true && !schema.doNotSuggest && !/^The platform/.test(schema.description ?? "");

/**
 * @param {string} name
 * @param {any[]} forms
 * @param {unknown[]} choices
 * @param {string} control
 */
function kind(name, forms, choices, control) {
  const types = new Set(forms.flatMap(({ type }) => type ?? []));
  if (control === "color") return "color";
  if (name === "onTap") return "action";
  if (choices.length > 0 && ![...types].some((type) => type !== "null" && type !== "string")) return "choice";
  if (types.has("number") || types.has("integer"))
    return types.has("string") && !isNumeric(forms) ? "length" : "number";
  if (types.has("boolean")) return "tick";
  if (types.has("array")) return forms.some(({ items }) => items?.type === "string") ? "list" : "json";
  if (types.has("object") || forms.some(({ properties }) => properties)) return "json";
  return "text";
}

/**
 * Answers whether the texts that are allowed are numbers, too.
 * @param {any[]} forms
 */
const isNumeric = (forms) => forms.every(({ type, pattern }) => type !== "string" || pattern?.includes("\\d"));

/**
 * Finds the choice that was perhaps meant: the one with the fewest letters to change.
 * @param {string} text
 * @param {unknown[]} choices
 */
export function meant(text, choices) {
  const near = choices.map((choice) => ({
    choice: `${choice}`,
    far: distance(text.toLowerCase(), `${choice}`.toLowerCase()),
  }));
  const [best] = near.toSorted((a, b) => a.far - b.far);
  return best && best.far <= Math.max(2, text.length / 3) ? best.choice : undefined;
}

/** @param {string} a @param {string} b */
function distance(a, b) {
  let row = [...b, ""].map((_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
