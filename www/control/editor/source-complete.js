// Completes the source: attributes of the component around, and the values that they may have, by the schema.
import { syntaxTree } from "@codemirror/language";
import { colorsOf } from "./colors.js";

/** @import { CompletionContext } from "@codemirror/autocomplete" */
/** @import { EditorState } from "@codemirror/state" */
/** @import { Editor } from "./editor.js" */

/** @typedef {any} Node a node of the syntax */

/** @param {Editor} editor */
export function completer(editor) {
  return (/** @type {CompletionContext} */ context) => {
    const { state, pos } = context;
    const node = syntaxTree(state).resolveInner(pos, -1);
    const object = around(node, "Object");
    if (!editor.schema || !object) return null;
    const fields = editor.schema.fields(thingOf(editor, state, object));
    const property = around(node, "Property");
    const isKey = node.name === "PropertyName" || (node.name === "Object" && context.explicit);
    if (isKey) return answer(context, node, names(state, object, fields));
    const key = property && read(state, property.firstChild);
    if (node.name !== "String" || !key) return null;
    return answer(context, node, values(editor, key, fields));
  };
}

/**
 * Puts what is offered between the quotes that are there, or with quotes of its own.
 * @param {CompletionContext} context @param {Node} node @param {{ label: string }[]} options
 */
function answer({ state, pos }, node, options) {
  if (node.name === "Object")
    return { from: pos, options: options.map((option) => ({ ...option, apply: JSON.stringify(option.label) })) };
  const isClosed = node.to - node.from > 1 && state.sliceDoc(node.to - 1, node.to) === '"';
  return { from: node.from + 1, to: isClosed ? node.to - 1 : node.to, options, validFor: /^[\w$#.-]*$/ };
}

/** @param {EditorState} state @param {Node} object @param {import("./schema.js").Field[]} fields */
function names(state, object, fields) {
  const there = new Set(object.getChildren("Property").map((/** @type {Node} */ one) => read(state, one.firstChild)));
  const free = fields.filter(({ name }) => !there.has(name));
  return free.map(({ name, about, group }) => ({ label: name, detail: group, info: about, type: "property" }));
}

/** @param {Editor} editor @param {string} key @param {import("./schema.js").Field[]} fields */
function values(editor, key, fields) {
  if (key === "component")
    return (editor.schema?.kinds() ?? []).map(({ name, about }) => ({ label: name, info: about }));
  const field = fields.find(({ name }) => name === key);
  const all = field?.kind === "color" ? colorsOf(editor.things) : (field?.examples ?? []);
  return all.map((label) => ({ label, type: "constant" }));
}

/**
 * Returns what the schema must know of the object: its component, or what it is by where it stands.
 * @param {Editor} editor @param {EditorState} state @param {Node} object
 */
function thingOf({ things, selection }, state, object) {
  const component = find(state, object, "component");
  if (component !== undefined) return { id: "", attributes: { component } };
  const list = around(object.parent, "Property");
  const noun = { pages: "page:", sku_menus: "menu:", products: "product:" }[list ? read(state, list.firstChild) : ""];
  const own = list ? (noun ?? "?") : (selection[0] ?? "");
  return { id: own, attributes: things.get(own)?.attributes ?? {} };
}

/** @param {EditorState} state @param {Node} object @param {string} name */
export function find(state, object, name) {
  const property = propertyOf(state, object, name);
  return property && read(state, property.lastChild);
}

/** @param {EditorState} state @param {Node} object @param {string} name @returns {Node | undefined} */
export const propertyOf = (state, object, name) =>
  object.getChildren("Property").find((/** @type {Node} */ one) => read(state, one.firstChild) === name);

/** @param {EditorState} state @param {Node} node @returns {any} */
function read(state, node) {
  try {
    return JSON.parse(state.sliceDoc(node.from, node.to));
  } catch {
    return undefined;
  }
}

/** @param {Node} node @param {string} name @returns {Node | undefined} */
function around(node, name) {
  let found = node;
  while (found && found.name !== name) found = found.parent;
  return found ?? undefined;
}
