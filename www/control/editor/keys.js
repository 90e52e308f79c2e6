// The commands of the editor, their keys, and where they are offered.
import { isField } from "./clipboard.js";

/** @import { Editor } from "./editor.js" */

/** @typedef {{ label: string, keys?: string, run: () => void }} Command */

/**
 * Lists all commands.
 * @param {Editor} editor
 * @returns {Command[]}
 */
export function commands(editor) {
  const act = (/** @type {string} */ deed) => () => void editor.act(deed);
  return [
    { label: "Undo", keys: "Mod+Z", run: () => editor.undo() },
    { label: "Redo", keys: "Mod+Shift+Z", run: () => editor.redo() },
    { label: "Duplicate", keys: "Mod+D", run: act("duplicate") },
    { label: "Wrap in a box", keys: "Mod+G", run: act("wrap") },
    { label: "Hide or show", keys: "Mod+Shift+H", run: act("hide") },
    { label: "Remove", keys: "Delete", run: act("remove") },
    { label: "Move up", keys: "Alt+ArrowUp", run: act("up") },
    { label: "Move down", keys: "Alt+ArrowDown", run: act("down") },
    { label: "Move out of its box", keys: "Alt+ArrowLeft", run: act("out") },
    { label: "Move into the box before it", keys: "Alt+ArrowRight", run: act("in") },
    { label: "Rename", keys: "F2", run: () => editor.outline.rename(editor.selection[0] ?? "") },
    { label: "Edit the words", keys: "Enter", run: () => editor.open(editor.selection[0] ?? "") },
    { label: "Try it, or edit it", keys: "Mod+E", run: () => editor.turn() },
    { label: "Many states at once", run: () => editor.toggle("strip") },
    { label: "Texts in all languages", run: () => editor.toggle("texts") },
    { label: "Theme: colours, fonts, radii", run: () => editor.toggle("theme") },
    { label: "Uses of products, entitlements, audiences, texts", run: () => editor.toggle("uses") },
    { label: "Source", run: () => editor.toggle("source") },
    { label: "History of the draft", run: () => editor.toggle("history") },
  ];
}

/**
 * Does what a key means, unless a field has it.
 * @param {Editor} editor
 * @param {KeyboardEvent} event
 */
export function command(editor, event) {
  if (event.defaultPrevented && event.view === window) return;
  if (event.key === "Escape" && editor.panels.open) {
    editor.toggle(editor.panels.open);
    return;
  }
  const isMod = event.metaKey || event.ctrlKey;
  // A field takes its own typing back; what it wrote into the draft is taken back from anywhere else.
  if (isField(event.target) && !(isMod && event.key.toLowerCase() === "e")) return;
  const wanted = named(event);
  const found = commands(editor).find(({ keys }) => keys === wanted);
  const isOfOutline = event.key === "Enter" || event.key === "F2";
  if (!found || (isOfOutline && event.view === window)) return;
  event.preventDefault();
  found.run();
}

/** @param {KeyboardEvent} event */
function named({ key, altKey, shiftKey, metaKey, ctrlKey }) {
  const name = key.length === 1 ? key.toUpperCase() : key === "Backspace" ? "Delete" : key;
  return [metaKey || ctrlKey ? "Mod" : "", altKey ? "Alt" : "", shiftKey ? "Shift" : "", name]
    .filter(Boolean)
    .join("+");
}

/**
 * Writes keys as this system does.
 * @param {string} keys
 */
export function shown(keys) {
  const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
  return keys
    .replace("Mod", isMac ? "⌘" : "Ctrl")
    .replace("Arrow", "")
    .replaceAll("+", isMac ? "" : "+");
}
