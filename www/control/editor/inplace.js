// Words are edited where they are: a field with their source lies over the element, and tokens stay tokens.
import { place } from "./canvas.js";
import { isRightToLeft } from "./texts.js";

/** @import { Editor } from "./editor.js" */
/** @import { TokenField } from "./tokens.js" */

/** The least size of the field, whatever the element's. */
const LEAST = { width: 200, height: 36 };

/** Loads the field. */
export const load = () => import("./tokens.js");

export class InPlace {
  /** @type {TokenField | undefined} */
  #field;
  #id = "";

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** @param {string} id */
  async open(id) {
    this.close();
    const { editor } = this;
    const thing = editor.things.get(id);
    const source = thing && editor.texts.source(thing);
    if (!source || !editor.mayEdit) {
      if (source) editor.run(source.put(source.text));
      return;
    }
    this.#id = id;
    const { TokenField } = await load();
    if (this.#id !== id || this.#field) return;
    const field = new TokenField(editor, {
      text: source.text,
      label: source.about ? `Text of ${source.about}` : "Text",
      dir: source.about && isRightToLeft(editor.texts.language) ? "rtl" : "ltr",
      write: (text) => editor.run(source.put(text), source.key),
      done: () => this.#field === field && this.#done(),
    });
    this.#field = field;
    editor.canvas.board.append(field.element);
    this.follow();
    field.code.focus();
    field.code.dispatch({ selection: { anchor: 0, head: field.code.state.doc.length } });
  }

  /** Goes back to where the words stand in the outline, unless something else has the focus. */
  #done() {
    const [id, element] = [this.#id, this.#field?.element];
    const isLeft = element !== document.activeElement;
    this.close();
    if (!isLeft) this.editor.outline.focus(id);
  }

  /** Stays over the element, wherever a change moves it. */
  follow() {
    const [box] = this.#field ? this.editor.canvas.boxes(this.#id) : [];
    if (!this.#field || !box) return;
    const board = this.editor.canvas.board.getBoundingClientRect();
    const width = Math.max(LEAST.width, box.width + 8);
    const height = Math.max(LEAST.height, Math.min(box.height + 8, 200));
    const x = Math.max(0, Math.min(box.x - 4, board.width - width));
    place(this.#field.element, { x, y: Math.max(0, box.y - 4), width, height });
    this.#field.element.style.height = "auto";
    this.#field.element.style.minHeight = `${height}px`;
  }

  close() {
    const field = this.#field;
    this.#field = undefined;
    this.#id = "";
    field?.element.remove();
    field?.code.destroy();
  }
}
