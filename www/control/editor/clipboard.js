// Cut, copy and paste: components as JSON, between paywalls, apps and text editors.

/** @import { Editor } from "./editor.js" */

export class Clipboard {
  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    editor.element.addEventListener("copy", (event) => this.#copy(event));
    editor.element.addEventListener("cut", (event) => this.#copy(event) && editor.act("remove"));
    editor.element.addEventListener("paste", (event) => this.#paste(event));
  }

  /** @param {string[]} ids */
  write(ids) {
    const { session, paywall } = this.editor;
    return JSON.stringify(JSON.parse(session.model.copied(paywall, ids)), null, 2);
  }

  /** @param {ClipboardEvent} event */
  #copy(event) {
    if (isField(event.target) || this.editor.selection.length === 0) return false;
    event.clipboardData?.setData("text/plain", this.write(this.editor.selection));
    event.preventDefault();
    return true;
  }

  /** @param {ClipboardEvent} event */
  #paste(event) {
    if (isField(event.target)) return;
    event.preventDefault();
    const values = read(event.clipboardData?.getData("text/plain") ?? "");
    if (values.length === 0) this.editor.context.tell("What was copied is no component.");
    else this.editor.act("insert", { values });
  }
}

/** @param {EventTarget | null} target */
export const isField = (target) =>
  target instanceof Element && target.matches("input, textarea, select, .code, .in-place");

/**
 * Reads components out of a text: one, or a list of them.
 * @param {string} text
 * @returns {any[]}
 */
function read(text) {
  try {
    const values = [JSON.parse(text)].flat();
    return values.every((value) => typeof value?.component === "string") ? values : [];
  } catch {
    return [];
  }
}
