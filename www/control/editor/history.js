// The history of the draft in sentences: a click looks at how it was, and one more brings it back.
import { html, nothing } from "lit-html";
import { ago, person } from "../parts/words.js";

/** @import { Editor } from "./editor.js" */
/** @import { Edit } from "./session.js" */

/** The most edits that are listed. */
const MOST = 200;

export class History {
  /** @type {Edit[] | undefined} */
  #edits;
  #isAsking = false;
  /** The edit that is looked at. */
  #looked = 0;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  /** What is listed is no longer all. */
  stale() {
    this.#edits = undefined;
  }

  async #ask() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const { editor } = this;
    await editor.saving.done();
    const { call, draft } = editor.context;
    const after = Math.max(0, editor.session.edit - MOST);
    const { body } = await call("GET", `drafts/${draft}/edits?after=${after}&most=${MOST}`).catch(() => ({ body: [] }));
    this.#edits = [...(body.edits ?? body)].toSorted((a, b) => b.number - a.number);
    this.#isAsking = false;
    editor.show();
  }

  view() {
    if (!this.editor.context.draft) return html`<p class="none-yet">What is live has no history here; a draft has.</p>`;
    if (!this.#edits) this.#ask();
    const edits = this.#edits ?? [];
    return html`<div class="history"><header><h2>History</h2>${
      this.#looked
        ? html`<button @click=${() => this.#restore()}>Bring back</button><button @click=${() => this.#leave()}>Look at now</button>`
        : nothing
    }</header><div class="scroll"><ol>${edits.map((edit) => this.#row(edit))}</ol>${
      this.#edits?.length === 0 ? html`<p class="none-yet">Nothing was changed yet.</p>` : nothing
    }</div></div>`;
  }

  /** @param {Edit} edit */
  #row(edit) {
    return html`<li><button aria-pressed=${edit.number === this.#looked} @click=${() => this.#look(edit.number)}
      >${(edit.sentences ?? []).map((sentence) => html`<span>${sentence}</span>`)}<small>${edit.author ? person(edit.author) : nothing} ${edit.at ? ago(edit.at) : nothing}</small></button></li>`;
  }

  /**
   * Lists what takes the draft back to an edit.
   * @param {number} number
   */
  #back(number) {
    const later = (this.#edits ?? []).filter((edit) => edit.number > number);
    return later.flatMap((edit) => /** @type {any} */ (edit).inverses ?? []);
  }

  /**
   * Shows the paywall as it was after an edit, without a change to the draft.
   * @param {number} number
   */
  #look(number) {
    this.#looked = number;
    const { editor } = this;
    const { model } = editor.session;
    const operations = this.#back(number);
    try {
      const forth = model.apply(JSON.stringify(operations));
      const then = editor.document();
      model.apply(forth);
      editor.canvas.frame.draw(then, editor.request());
    } catch {
      editor.context.tell("The draft can't be shown as it was then.");
    }
    editor.show();
  }

  #leave() {
    this.#looked = 0;
    this.editor.draw();
    this.editor.show();
  }

  #restore() {
    const operations = this.#back(this.#looked);
    this.#looked = 0;
    this.editor.run(operations);
    this.editor.show();
  }
}
