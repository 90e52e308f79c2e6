// Changes of a draft, as the pages that edit one make them: at once, and taken back with ⌘Z.

/** @import { Context } from "./context.js" */
/** @import { Operation, Session } from "./session.js" */

/** A page that changes a draft. */
export class Changes {
  /**
   * @param {Context} context
   * @param {Session} session
   */
  constructor(context, session) {
    this.context = context;
    this.session = session;
  }

  get mayEdit() {
    return this.context.mayEdit && this.context.draft !== null;
  }

  /** Draws the page again. */
  show() {}

  /** Reads again what the page has read. */
  refresh() {}

  /**
   * Applies operations at once, and saves them beside. Answers false where they are refused.
   * @param {Operation[]} operations
   * @param {string} [key] what is typed, one letter after the other: it is taken back together
   */
  run(operations, key = "") {
    if (operations.length === 0) return false;
    const { isForReading, edit, tell } = this.context;
    if (!this.mayEdit) {
      const action = { label: "Make a draft", run: () => void edit() };
      tell("Nothing can be changed here.", isForReading ? undefined : action);
      return false;
    }
    try {
      this.change(operations, key);
      return true;
    } catch (error) {
      tell(/** @type {Error} */ (error).message);
      this.show();
      return false;
    }
  }

  /**
   * Applies operations. Throws what is refused.
   * @param {Operation[]} operations
   */
  change(operations, key = "") {
    this.session.apply(operations, key);
    if (!key) this.refresh();
  }

  undo() {
    this.#go(() => this.session.undo());
  }

  redo() {
    this.#go(() => this.session.redo());
  }

  /** @param {() => boolean} go */
  #go(go) {
    try {
      if (go()) this.refresh();
      else this.context.tell("There is nothing to take back.");
    } catch (error) {
      this.context.tell(`This can't be taken back any more: ${/** @type {Error} */ (error).message}`);
    }
    this.show();
  }

  /** Says that changes were lost, as others were first. @param {number} count */
  lost(count) {
    const changes = count === 1 ? "One change" : `${count} changes`;
    this.context.tell(`${changes} of yours no longer fit: somebody removed what they were about.`);
  }
}
