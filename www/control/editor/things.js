// The things of the edited paywall: its outline, as the model lists it.

import named from "./words.json" with { type: "json" };

/** @import { Session } from "./session.js" */

/**
 * @typedef {object} Thing
 * @property {string} id its address: a component's id, `page:main`, `menu:plans/product:yearly`, or "" for the paywall
 * @property {{ parent: string, slot: string[] } | null} place
 * @property {boolean} single
 * @property {boolean} holds whether it can hold other components
 * @property {Record<string, Record<string, any>>} forms the attributes that hold on one form factor alone
 * @property {Record<string, any>} attributes
 * @property {Thing[]} children in the order in which people look for them
 * @property {Thing | undefined} parent
 */

export class Things {
  /** @type {Map<string, Thing>} */
  all = new Map();

  /**
   * @param {Session["model"]} model
   * @param {string} paywall
   */
  constructor(model, paywall) {
    /** @type {Thing[]} */
    const listed = JSON.parse(model.things("paywalls", paywall));
    for (const thing of listed) {
      thing.children = [];
      this.all.set(thing.id, thing);
      thing.parent = thing.place ? this.all.get(thing.place.parent) : undefined;
      thing.parent?.children.push(thing);
    }
  }

  get root() {
    return this.all.get("");
  }

  /** @param {string} id */
  get(id) {
    return this.all.get(id);
  }

  /**
   * Lists the things that are new or have other attributes than in `before`.
   * @param {Things | undefined} before
   */
  changed(before) {
    const isOther = (/** @type {[string, Thing]} */ [id, thing]) =>
      JSON.stringify(before?.get(id)?.attributes) !== JSON.stringify(thing.attributes);
    return new Set(before ? [...this.all].filter(isOther).map(([id]) => id) : []);
  }

  /** Lists all things, the outer ones before those in them. */
  *walk(/** @type {Thing | undefined} */ thing = this.root) {
    if (!thing) return;
    /** @type {Thing[]} */
    const waiting = [thing];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      yield next;
      waiting.push(...next.children.toReversed());
    }
  }
}

/**
 * Reads a value where a path leads.
 * @param {any} value
 * @param {string[]} path
 */
export const reach = (value, path) => path.reduce((inner, name) => inner?.[name], value);

/**
 * Says what a drop on a thing means: before it, after it or into it; nothing where it is no place for others.
 * @param {Thing} thing
 * @param {number} part how far along the thing it is, from 0 to 1
 */
export function sideOf({ holds, single, place }, part) {
  const isAlone = single || !place;
  if (holds && (isAlone || (part > 0.3 && part < 0.7))) return "into";
  if (isAlone) return undefined;
  return part < 0.5 ? "before" : "after";
}

/** @param {Thing} thing */
export const isComponent = ({ attributes }) => typeof attributes.component === "string";

/**
 * Says what kind of thing it is, in a word.
 * @param {Thing} thing
 */
export function kindOf({ id, attributes }) {
  const { component } = attributes;
  if (typeof component === "string") return named.kinds[component] ?? words(component.replace(/^custom:/, ""));
  if (!id) return "Paywall";
  return words(/(\w+):[^/]*$/.exec(id)?.[1] ?? "thing");
}

/**
 * Names a thing by what people see of it.
 * @param {Thing} thing
 * @param {(text: string) => string} read writes a text as customers read it
 */
export function titleOf(thing, read = (text) => text) {
  const { title, name, text, id, url } = thing.attributes;
  const own = [title, text, name].map((words) => (typeof words === "string" ? read(words) : "")).find((words) => words);
  if (own) return plain(own);
  const inner = thing.children.find(({ attributes }) => typeof attributes.text === "string" && attributes.text);
  if (inner && thing.attributes.component === "button") return plain(read(inner.attributes.text));
  const slot = thing.place?.slot.at(-1) ?? "";
  if (!["components", "pages", "sku_menus", "products"].includes(slot)) return words(slot.replace(/Container$/, ""));
  const file = typeof url === "string" ? url.split("/").at(-1) : "";
  return file || (/-[0-9a-f]{8}$/.test(id ?? "") ? "" : (id ?? ""));
}

/** @param {string} text */
const plain = (text) =>
  text
    .replace(/[*#_~]+|\n/g, " ")
    .trim()
    .slice(0, 60);

/** @param {string} name */
export function words(name) {
  const split = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[-_]/g, " ")
    .toLowerCase();
  return split.charAt(0).toUpperCase() + split.slice(1);
}
