// What is to be looked at: what the module itself says while one types, and what the server's check says of what is saved.

import { contrastOf } from "./colors.js";

/** @import { Editor } from "./editor.js" */

/** @typedef {{ code: string, message: string, path: string | null, level: string, field?: string }} Problem */

const SOON = 400;
const LATER = 1500;

export class Checks {
  /** @type {Map<string, Problem[]>} */
  problems = new Map();
  /** @type {Problem[]} */
  #local = [];
  /** @type {Problem[]} */
  #checked = [];
  #soon = 0;
  #later = 0;
  /**
   * The contrast of the words that are selected with what is behind them.
   * @type {number | undefined}
   */
  contrast;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  get count() {
    return [...this.problems.values()].reduce((sum, { length }) => sum + length, 0);
  }

  stop() {
    clearTimeout(this.#soon);
    clearTimeout(this.#later);
  }

  /** Asks the module, once there is nothing better to do. */
  soon() {
    clearTimeout(this.#soon);
    this.#soon = window.setTimeout(() => {
      const { canvas, selection } = this.editor;
      const [element] = canvas.elements(selection[0] ?? "");
      this.contrast = element && contrastOf(element);
      const { runtime } = canvas.frame;
      this.#local = (runtime?.warnings ?? []).map((/** @type {any} */ one) => ({ ...one, level: "warning" }));
      this.#sort();
    }, SOON);
  }

  /** Asks the server about what is saved. */
  ask() {
    clearTimeout(this.#later);
    const { call, draft } = this.editor.context;
    if (!draft) return;
    this.#later = window.setTimeout(async () => {
      const { body } = await call("POST", `drafts/${draft}/check`, {}).catch(() => ({ body: undefined }));
      if (!body) return;
      const at = (/** @type {any[]} */ list = [], level = "") => list.map((one) => ({ ...one, level }));
      this.#checked = [...at(body.errors, "error"), ...at(body.warnings, "warning")];
      this.#sort();
    }, LATER);
  }

  /** Puts each problem to the thing that it is about. What is about other parts of the document is not shown here. */
  #sort() {
    const { paywall, session } = this.editor;
    if (session.isOver) return;
    this.problems = new Map();
    for (const problem of [...this.#local, ...this.#checked]) {
      const { id, field } = JSON.parse(session.model.owner(paywall, problem.path ?? "") ?? "{}");
      const all = id === undefined ? [] : (this.problems.get(id) ?? []);
      const isNew = !all.some(
        ({ code, message }) => code === problem.code && (message === problem.message || problem.level === "warning"),
      );
      if (id !== undefined && isNew) this.problems.set(id, [...all, { ...problem, field }]);
    }
    this.editor.show();
  }
}

/**
 * Makes the operations that write what was perhaps meant: as the name of an attribute, or in a text.
 * @param {Editor} editor
 * @param {import("./things.js").Thing} thing
 * @param {Problem} problem
 */
export function fixOf(editor, { id, attributes }, { message, field = "" }) {
  const meant = /did you mean "([^"]+)"\?/.exec(message)?.[1];
  const wrong = /"([^"]+)"/.exec(message)?.[1];
  const text = attributes[field];
  if (!meant) return undefined;
  if (text !== undefined && (wrong === field || wrong === meant))
    return { meant, operations: [...editor.setting([id], field, undefined), ...editor.setting([id], meant, text)] };
  if (typeof text !== "string" || !wrong || !text.includes(wrong)) return undefined;
  return { meant, operations: editor.setting([id], field, text.replaceAll(wrong, meant)) };
}
