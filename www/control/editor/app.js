// What the paywall uses of its app: products, and components of the document's own.

/** @import { Editor } from "./editor.js" */
/** @import { Field } from "./schema.js" */
/** @import { Thing } from "./things.js" */

/**
 * Lists the properties that the custom component of a thing declares.
 * @param {Editor} editor
 * @param {Thing} thing
 * @returns {Field[]}
 */
export function propertiesOf({ session }, thing) {
  const name = /^custom:(.*)/.exec(thing.attributes.component ?? "")?.[1];
  const part = name && session.model.part("customComponents", name);
  return Object.entries(part ? (JSON.parse(part).properties ?? {}) : {}).map(property);
}

/** @param {[string, any]} property a name, and what is declared of it @returns {Field} */
function property([name, declared]) {
  const { type, default: usual, description = "" } = typeof declared === "string" ? { type: declared } : declared;
  const isColor = typeof usual === "string" && /^#[0-9a-f]{3,8}$/i.test(usual);
  const kind = { flag: "tick", number: "number", list: "json", object: "json" }[/** @type {string} */ (type)];
  const plain = { unit: "", choices: [], examples: [], isLong: false, group: "properties", path: ["properties", name] };
  return { ...plain, name, kind: isColor ? "color" : (kind ?? "text"), about: description, usual };
}

/**
 * Lists the products that are sold: those of the paywall's menus, and those of the app.
 * @param {Editor} editor
 * @returns {any[]}
 */
export function productsOf({ things, session }) {
  const menus = [...things.walk()].filter(({ id }) => id.includes("/product:")).map(({ attributes }) => attributes);
  return [...menus, ...appProducts(session)];
}

/** @param {import("./session.js").Session} session */
export function appProducts({ model }) {
  /** @type {string[]} */
  const ids = JSON.parse(model.ids("products"));
  return ids.map((id) => JSON.parse(model.part("products", id) ?? "{}"));
}
