// The things of the edited paywall: its outline, as the model lists it.

/** @import { Session } from "./session.js" */

/**
 * @typedef {object} Thing
 * @property {string} id its address: a component's id, `page:main`, `menu:plans/product:yearly`, or "" for the paywall
 * @property {{ parent: string, slot: string[] } | null} place
 * @property {boolean} single
 * @property {Record<string, any>} attributes
 * @property {Thing[]} children in the order in which people look for them
 * @property {Thing | undefined} parent
 */

/** The slots in the order in which people look for them; others follow. */
const ORDER = ["pages", "header", "contentContainer", "components", "footer", "backgroundContainer", "sku_menus"];

/** What components are called that have no words of their own. */
const NAMES = /** @type {Record<string, string>} */ ({
  container: "Box",
  button: "Button",
  text: "Text",
  image: "Picture",
  symbol: "Icon",
  spacer: "Space",
  stack: "Stack",
  productContainer: "Products",
  flexProductContainer: "Products",
  segmentPicker: "Picker",
  segmentPickerItem: "Choice",
  carouselContainer: "Carousel",
  collapseContainer: "Drawer",
  condition: "Condition",
  "text-list": "List of texts",
  textField: "Field",
  videoUrl: "Film",
  qrCode: "QR code",
});

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
    /** Reads a thing with all that it holds, as it stands in the document. */
    this.source = (/** @type {string} */ id) => JSON.parse(model.source("paywalls", paywall, id) ?? "null");
    for (const thing of listed) {
      thing.children = [];
      this.all.set(thing.id, thing);
      thing.parent = thing.place ? this.all.get(thing.place.parent) : undefined;
      thing.parent?.children.push(thing);
    }
    for (const { children } of listed) children.sort((a, b) => rank(a) - rank(b));
  }

  get root() {
    return this.all.get("");
  }

  /** @param {string} id */
  get(id) {
    return this.all.get(id);
  }

  /**
   * Lists a thing's siblings in its slot, itself among them.
   * @param {Thing} thing
   */
  siblings(thing) {
    const slot = thing.place?.slot.join(".");
    return thing.parent?.children.filter(({ place }) => place?.slot.join(".") === slot) ?? [];
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

/** @param {Thing} thing */
function rank({ place }) {
  const at = ORDER.indexOf(place?.slot.at(-1) ?? "");
  return at < 0 ? ORDER.length : at;
}

/** @param {Thing} thing */
export const isComponent = ({ attributes }) => typeof attributes.component === "string";

/**
 * Says what kind of thing it is, in a word.
 * @param {Thing} thing
 */
export function kindOf({ id, attributes }) {
  const { component } = attributes;
  if (typeof component === "string") return NAMES[component] ?? words(component.replace(/^custom:/, ""));
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
