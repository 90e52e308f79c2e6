// The attributes of things, as the inspector shows them. The server makes them of the schema.

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

export class Schema {
  /** @param {any} body what `schema/fields` answers (`host/schema/src/inspected.rs`) */
  constructor({ groups, fields, components, things }) {
    /** @type {Record<string, string>} */
    this.groups = groups;
    const listed = (/** @type {number[]} */ places) => places.map((place) => fields[place]);
    /** @type {Record<string, { name: string, about: string, fields: Field[] }>} */
    this.components = mapped(components, (one, name) => ({ ...one, name, fields: listed(one.fields) }));
    /** @type {Record<string, Field[]>} */
    this.things = mapped(things, listed);
  }

  /** Lists the kinds of components with what each is. */
  kinds() {
    return Object.values(this.components);
  }

  /**
   * Lists the attributes of a thing in the order of their groups.
   * @param {{ id: string, attributes: Record<string, any> }} thing
   */
  fields({ id, attributes: { component } }) {
    const { components, things } = this;
    if (typeof component === "string") return (components[component] ?? components["container"]).fields;
    return things[/(\w+):[^/]*$/.exec(id)?.[1] ?? id] ?? [];
  }
}

/** @param {Record<string, any>} all @param {(one: any, name: string) => any} change */
const mapped = (all, change) => Object.fromEntries(Object.entries(all).map(([name, one]) => [name, change(one, name)]));
