// Words are edited where they are: a field with their source lies over the element, and tokens stay tokens.
import { attach } from "./complete.js";
import { place } from "./canvas.js";

/** @import { Editor } from "./editor.js" */

/** The least size of the field, whatever the element's. */
const LEAST = { width: 180, height: 34 };

export class InPlace {
  /** @type {HTMLTextAreaElement | undefined} */
  #field;
  #id = "";

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** @param {string} id */
  open(id) {
    this.close();
    const { editor } = this;
    const thing = editor.things.get(id);
    const source = thing && editor.texts.source(thing);
    if (!source || !editor.mayEdit) {
      if (source) editor.run(source.put(source.text));
      return;
    }
    const field = document.createElement("textarea");
    field.className = "in-place";
    field.value = source.text;
    field.ariaLabel = source.about ? `Text of ${source.about}` : "Text";
    field.title = source.about;
    field.addEventListener("input", () => editor.run(source.put(field.value), source.key));
    attach(editor, field);
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => this.close());
    this.#field = field;
    this.#id = id;
    editor.canvas.board.append(field);
    this.follow();
    field.focus();
    field.select();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    event.stopPropagation();
    if (event.key !== "Escape" && !(event.key === "Enter" && !event.shiftKey)) return;
    event.preventDefault();
    const id = this.#id;
    this.close();
    this.editor.outline.focus(id);
  }

  /** Stays over the element, wherever a change moves it. */
  follow() {
    const [box] = this.#field ? this.editor.canvas.boxes(this.#id) : [];
    if (!this.#field || !box) return;
    const board = this.editor.canvas.board.getBoundingClientRect();
    const width = Math.max(LEAST.width, box.width + 8);
    const height = Math.max(LEAST.height, Math.min(box.height + 8, 200));
    const x = Math.max(0, Math.min(box.x - 4, board.width - width));
    place(this.#field, { x, y: Math.max(0, box.y - 4), width, height });
  }

  close() {
    const field = this.#field;
    this.#field = undefined;
    field?.remove();
  }
}
