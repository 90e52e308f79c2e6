// The place of a late module on the page, which stays while drafts come and go.
import { begin, dress, readDraft } from "./draft.js";

/** @import { Context } from "./context.js" */
/** @import { Session } from "./session.js" */

/**
 * @typedef {import("./draft.js").Module<any>} Module
 * @typedef {new (root: HTMLElement, context: Context, model: Module) => Place} Kind
 */

/** The part of the address, and of what the person may, with which everything is read anew. */
const READ = /** @type {(keyof Context)[]} */ (["app", "draft", "mayEdit"]);

export class Place {
  /** @type {any} what is open */
  work;
  #round = 0;

  /**
   * @param {HTMLElement} root
   * @param {Context} context
   * @param {Module} model
   */
  constructor(root, context, model) {
    this.root = root;
    this.context = context;
    this.model = model;
  }

  /** Says what else is read anew when it changes. @param {Context} _context */
  key(_context) {
    return "";
  }

  /**
   * Shows what can be seen before the draft was read; resolves when it is seen.
   * @param {() => boolean} _isWanted says whether the place is still at the same draft
   */
  async before(_isWanted) {}

  /** Opens a draft that was read. @param {Session} _session */
  show(_session) {}

  /** Shows why there is nothing. @param {any} _error */
  failed(_error) {}

  /** Comes to another address of what is open. */
  arrive() {}

  /** @param {Context} next */
  update(next) {
    const key = (/** @type {Context} */ one) =>
      JSON.stringify([READ.map((name) => one[name]), one.draft ? "" : one.environment, this.key(one)]);
    const address = (/** @type {Context} */ { id, query }) => JSON.stringify([id, query]);
    const former = this.context;
    this.context = next;
    if (this.work) this.work.context = next;
    if (key(former) !== key(next)) this.open();
    else if (address(former) !== address(next)) this.arrive();
  }

  async open() {
    this.#round += 1;
    const round = this.#round;
    await this.leave();
    try {
      const before = this.before(() => round === this.#round);
      const session = await readDraft(this.context, this.model, () => before);
      if (round === this.#round) this.show(session);
      else session.end();
    } catch (error) {
      if (round === this.#round) this.failed(error);
    }
  }

  async leave() {
    const { work } = this;
    this.work = undefined;
    await work?.stop();
    work?.session.end();
  }

  close() {
    this.#round += 1;
    return this.leave();
  }
}

/**
 * Makes what the shell loads: www/control/README.md says how.
 * @param {Kind} Kind
 * @param {Module} model
 * @param {string} styles
 */
export function late(Kind, model, styles) {
  let isDressed = false;
  const mount = (/** @type {HTMLElement} */ root, /** @type {Context} */ context) => {
    if (!isDressed) dress(styles);
    isDressed = true;
    const place = new Kind(root, context, model);
    place.open();
    return { update: (/** @type {Context} */ next) => place.update(next), unmount: () => place.close() };
  };
  return { mount, prepare: () => begin(model) };
}
