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
export function propertiesOf({ schema, session }, thing) {
  const name = /^custom:(.*)/.exec(thing.attributes.component ?? "")?.[1];
  const part = name && session.model.part("customComponents", name);
  if (!part || !schema) return [];
  return Object.entries(JSON.parse(part).properties ?? {}).map(([name, declared]) => schema.property(name, declared));
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

/**
 * Makes the operations that put a product of the app into a menu: the one that is selected, or else the first.
 * @param {Editor} editor
 * @param {string} id the product's
 * @returns {{ operations: import("./session.js").Operation[], ids: string[] }}
 */
export function sell({ things, selection, session, paywall }, id) {
  const menus = [...things.walk()].filter((thing) => /^menu:[^/]*$/.test(thing.id));
  const menu = menus.find((one) => selection.some((id) => id === one.id || id.startsWith(`${one.id}/`))) ?? menus[0];
  const product = appProducts(session).find((one) => one.id === id);
  const key = `${menu?.id}/product:${id}`;
  if (!menu || !product || things.get(key)) return { operations: [], ids: things.get(key) ? [key] : [] };
  const { sku_ref_id, name, sku_type, entitlements } = product;
  const value = Object.fromEntries(
    Object.entries({ id, sku_ref_id, name, sku_type, entitlements }).filter(([, one]) => one !== undefined),
  );
  const after = menu.children.at(-1)?.id;
  const into = { parent: menu.id, slot: ["products"] };
  const operation = { op: "insert", section: "paywalls", part: paywall, into, ...(after && { after }), value };
  return { operations: [operation], ids: [key] };
}
