// What people do with components, as operations of the model.
import { isComponent } from "./things.js";

/** @import { Operation } from "./session.js" */
/** @import { Thing, Things } from "./things.js" */

/** The fields whose values hold no components (`host/control/src/shape.rs`). */
const DATA = ["initialState", "loopSource", "conditionAttributes", "skuContexts", "customComponents"];

/** Components whose id has a meaning of its own, which a copy keeps. */
const BY_ID = ["segmentPickerItem", "formSegmentPickerItem", "collapseContainer"];

/** The attributes of new components, by their kind. */
const FRESH = /** @type {Record<string, Record<string, any>>} */ ({
  text: { text: "Text", fontSize: 16 },
  button: {
    width: "100%",
    height: 52,
    borderRadius: 26,
    fillColor: "#1b6b48",
    components: [{ component: "text", text: "**Continue**", fontSize: 17, fontColor: "#ffffff" }],
  },
  container: { direction: "vertical", spacing: 8, width: "100%", components: [] },
  image: { url: "", width: "100%", height: 160 },
  symbol: { name: "CheckOutlined", fontSize: 20 },
  "text-list": { texts: ["First", "Second"] },
});

/** Makes operations on one paywall. */
export class Actions {
  /**
   * @param {string} part the id of the paywall
   * @param {Things} things
   */
  constructor(part, things) {
    this.part = part;
    this.things = things;
  }

  /**
   * @param {string} op
   * @param {object} more
   * @returns {Operation}
   */
  #make(op, more) {
    return { op, section: "paywalls", part: this.part, ...more };
  }

  /**
   * Sets attributes of things; undefined takes one away.
   * @param {string[]} ids
   * @param {string | string[]} path
   * @param {unknown} value
   */
  set(ids, path, value) {
    const fields = [path].flat();
    const has = (/** @type {string} */ id) => reach(this.things.get(id)?.attributes, fields) !== undefined;
    if (value === undefined) return ids.filter(has).map((id) => this.#make("unset", { id, path: fields }));
    return ids.map((id) => this.#make("set", { id, path: fields, value }));
  }

  /**
   * Keeps those things that are in none of the others, in the order of the outline.
   * @param {string[]} ids
   */
  outermost(ids) {
    const chosen = new Set(ids);
    const inside = (/** @type {Thing} */ { parent }) => {
      for (let around = parent; around; around = around.parent) if (chosen.has(around.id)) return true;
      return false;
    };
    return [...this.things.walk()].filter((thing) => thing.place && chosen.has(thing.id) && !inside(thing));
  }

  /** @param {string[]} ids */
  remove(ids) {
    return this.outermost(ids).map(({ id }) => this.#make("remove", { id }));
  }

  /**
   * Moves things into a slot, one after the other.
   * @param {string[]} ids
   * @param {string} parent
   * @param {string[]} slot
   * @param {string | undefined} after
   */
  move(ids, parent, slot, after) {
    let before = after;
    return this.outermost(ids).map(({ id }) => {
      const operation = this.#make("move", { id, into: { parent, slot }, ...(before && { after: before }) });
      before = id;
      return operation;
    });
  }

  /**
   * Moves things one place up or down among their siblings.
   * @param {string[]} ids
   * @param {number} by -1 or 1
   */
  shift(ids, by) {
    const [first] = this.outermost(ids);
    if (!first?.place) return [];
    const all = this.things.siblings(first);
    const rest = all.filter(({ id }) => !ids.includes(id));
    const moved = all.filter(({ id }) => ids.includes(id));
    const at = Math.max(
      0,
      Math.min(
        rest.length,
        all.indexOf(by < 0 ? moved[0] : /** @type {Thing} */ (moved.at(-1))) + by - (by > 0 ? moved.length - 1 : 0),
      ),
    );
    const after = rest[at - 1]?.id;
    return this.move(
      moved.map(({ id }) => id),
      first.place.parent,
      first.place.slot,
      after,
    );
  }

  /**
   * Moves things out of what holds them, behind it.
   * @param {string[]} ids
   */
  out(ids) {
    const around = this.outermost(ids)[0]?.parent;
    if (!around?.place || around.single || !isComponent(around)) return [];
    return this.move(ids, around.place.parent, around.place.slot, around.id);
  }

  /**
   * Moves things into the component before them.
   * @param {string[]} ids
   */
  in(ids) {
    const [first] = this.outermost(ids);
    if (!first) return [];
    const siblings = this.things.siblings(first);
    const before = siblings[siblings.indexOf(first) - 1];
    if (!before || !this.holds(before)) return [];
    const last = before.children.findLast(({ place }) => place?.slot.join() === "components");
    return this.move(ids, before.id, ["components"], last?.id);
  }

  /**
   * Answers whether a component can hold others.
   * @param {Thing} thing
   */
  holds({ attributes, children }) {
    if (children.some(({ place }) => place?.slot.join() === "components")) return true;
    return (
      Array.isArray(attributes.components) || /container|stack|button|condition|grid/i.test(attributes.component ?? "")
    );
  }

  /**
   * Says what a drop on a thing means: before it, after it or into it; nothing where it is no place for others.
   * @param {Thing} thing
   * @param {number} part how far along the thing it is, from 0 to 1
   */
  where(thing, part) {
    const holds = isComponent(thing) && this.holds(thing);
    const isAlone = thing.single || !thing.place;
    if (holds && (isAlone || (part > 0.3 && part < 0.7))) return "into";
    if (isAlone) return undefined;
    return part < 0.5 ? "before" : "after";
  }

  /**
   * Finds the place where something new is put: into what is selected if that holds others, or else behind it.
   * @param {string | undefined} id
   * @returns {{ parent: string, slot: string[], after?: string } | undefined}
   */
  place(id) {
    const thing = this.things.get(id ?? "") ?? this.things.root;
    if (thing && isComponent(thing)) {
      if (this.holds(thing) && (thing.single || !thing.place)) return this.#end(thing);
      if (thing.place && !thing.single) return { ...thing.place, after: thing.id };
    }
    const content = [...this.things.walk(thing)].find((one) => isComponent(one) && this.holds(one));
    const anywhere = content ?? [...this.things.walk()].find((one) => isComponent(one) && this.holds(one));
    return anywhere && this.#end(anywhere);
  }

  /** @param {Thing} thing */
  #end(thing) {
    const last = thing.children.findLast(({ place }) => place?.slot.join() === "components");
    return { parent: thing.id, slot: ["components"], ...(last && { after: last.id }) };
  }

  /**
   * Puts copies of components somewhere. Answers the operations and the new ids.
   * @param {any[]} values
   * @param {{ parent: string, slot: string[], after?: string } | undefined} place
   */
  insert(values, place) {
    if (!place) return { operations: [], ids: [] };
    const taken = new Set(this.things.all.keys());
    const { parent, slot } = place;
    let { after } = place;
    /** @type {string[]} */
    const ids = [];
    const operations = values.map((value) => {
      const copy = renewed(value, taken);
      const operation = this.#make("insert", { into: { parent, slot }, ...(after && { after }), value: copy });
      after = copy.id;
      ids.push(copy.id);
      return operation;
    });
    return { operations, ids };
  }

  /**
   * Makes a new component of a kind.
   * @param {string} component
   * @param {string | undefined} near
   */
  add(component, near) {
    return this.insert([{ component, ...FRESH[component] }], this.place(near));
  }

  /** @param {string[]} ids */
  duplicate(ids) {
    const all = this.outermost(ids).filter((thing) => isComponent(thing) && !thing.single);
    const last = all.at(-1);
    return this.insert(
      all.map(({ id }) => this.things.source(id)),
      last?.place ? { ...last.place, after: last.id } : undefined,
    );
  }

  /**
   * Wraps things that stand in one slot into a new box.
   * @param {string[]} ids
   */
  wrap(ids) {
    const [first] = this.outermost(ids);
    if (!first?.place || !isComponent(first) || first.single) return { operations: [], ids: [] };
    const siblings = this.things.siblings(first);
    const inside = siblings.filter(({ id }) => ids.includes(id)).map(({ id }) => id);
    const before = siblings[siblings.indexOf(first) - 1]?.id;
    const { parent, slot } = first.place;
    const box = { component: "container", direction: "vertical" };
    const made = this.insert([box], { parent, slot, ...(before && { after: before }) });
    return {
      operations: [...made.operations, ...this.move(inside, made.ids[0], ["components"], undefined)],
      ids: made.ids,
    };
  }

  /** @param {string[]} ids */
  hide(ids) {
    const isShown = ids.some((id) => !this.things.get(id)?.attributes.hidden);
    return this.set(ids, "hidden", isShown ? true : undefined);
  }
}

/**
 * Reads a value where a path leads.
 * @param {any} value
 * @param {string[]} path
 */
export const reach = (value, path) => path.reduce((inner, name) => inner?.[name], value);

/**
 * Copies a component and gives new ids to all in it whose ids are taken or missing.
 * @param {any} value
 * @param {Set<string>} taken
 * @returns {any}
 */
export function renewed(value, taken) {
  if (Array.isArray(value)) return value.map((entry) => renewed(entry, taken));
  if (!value || typeof value !== "object") return value;
  const copy = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, DATA.includes(name) ? inner : renewed(inner, taken)]),
  );
  if (typeof copy.component !== "string") return copy;
  const isFree = copy.id && !taken.has(copy.id);
  if (!isFree && !(copy.id && BY_ID.includes(copy.component))) copy.id = fresh(copy.component, taken);
  taken.add(copy.id);
  return copy;
}

/**
 * @param {string} component
 * @param {Set<string>} taken
 */
function fresh(component, taken) {
  const noun = component.replace(/[^A-Za-z0-9]/g, "-");
  for (;;) {
    const digits = crypto.getRandomValues(new Uint32Array(1))[0].toString(16).padStart(8, "0");
    if (!taken.has(`${noun}-${digits}`)) return `${noun}-${digits}`;
  }
}
