// Saves a draft beside the work on it: nothing waits for the network, and without one, what was done stays in a queue.

import { sorted } from "./sorted.js";

/** @import { Context } from "./context.js" */
/** @import { Edit, Session } from "./session.js" */

/** Milliseconds that saving waits for more, and the longest pause between two tries. */
const PAUSE = 250;
const LONGEST = 20_000;
/** Milliseconds between two questions for the edits of others, where no stream tells of them. */
const BETWEEN = 2_000;

export class Saving {
  #timer = 0;
  #isBusy = false;
  #pause = 1000;
  #asking = 0;
  /** @type {EventSource | undefined} */
  #events;
  /** @type {Edit[]} edits that were told while one of ours was on its way */
  #held = [];

  /**
   * @param {Session} session
   * @param {() => Context} context
   * @param {{ lost(count: number): void, broken(): void, present(people: any[]): void }} listener
   */
  constructor(session, context, listener) {
    this.session = session;
    this.context = context;
    this.listener = listener;
    session.listen((why) => why === "own" && this.soon());
  }

  /** Hears of the edits of others. */
  follow() {
    const { app, draft } = this.context();
    if (!draft) return;
    const events = new EventSource(`/control/v1/apps/${encodeURIComponent(app)}/drafts/${draft}/events`);
    events.addEventListener("edit", ({ data }) => this.#hear(JSON.parse(data)));
    events.addEventListener("presence", ({ data }) => this.listener.present(JSON.parse(data)));
    // A stream that is refused for good, as behind some proxies, is replaced by questions.
    events.onerror = () => {
      if (events.readyState === EventSource.CLOSED && this.#events === events) this.#ask();
    };
    this.#events = events;
  }

  /** Asks for the edits of others now and then. */
  #ask() {
    clearTimeout(this.#asking);
    this.#asking = window.setTimeout(async () => {
      if (!document.hidden) await this.#look();
      if (this.#events) this.#ask();
    }, BETWEEN);
  }

  /** Looks for edits of others. Nothing is saved meanwhile, so that no answer is about another question. */
  async #look() {
    if (this.#isBusy) return;
    this.#isBusy = true;
    await this.#catchUp([]).catch(() => {});
    this.#isBusy = false;
    if (this.session.waiting.length > 0) this.soon();
  }

  stop() {
    clearTimeout(this.#timer);
    clearTimeout(this.#asking);
    this.#events?.close();
    this.#events = undefined;
    return this.session.waiting.length > 0 && !this.#isBusy ? this.#send() : undefined;
  }

  /** Saves after a pause. One who types without an end is saved meanwhile. */
  soon(pause = PAUSE) {
    this.#timer ||= window.setTimeout(() => {
      this.#timer = 0;
      this.#send();
    }, pause);
  }

  /** Resolves once all that was done is saved. */
  async done() {
    while (this.session.waiting.length > 0) {
      if (this.#isBusy) await new Promise((resolve) => setTimeout(resolve, 20));
      else await this.#send();
    }
  }

  async #send() {
    if (this.#isBusy || this.session.waiting.length === 0) return;
    this.#isBusy = true;
    const operations = this.session.send();
    const context = this.context();
    try {
      const ifMatch = `${this.session.edit}`;
      const { body } = await context.call("POST", `drafts/${context.draft}/edits`, { operations }, { ifMatch });
      this.#saved(body);
    } catch (error) {
      await this.#failed(/** @type {any} */ (error), operations);
    } finally {
      this.#isBusy = false;
      for (const edit of this.#held.splice(0)) this.#hear(edit);
    }
    if (this.session.waiting.length > 0) this.soon(this.#pause > 1000 ? this.#pause : PAUSE);
  }

  /** @param {{ edit: number, manifest: string }} body */
  #saved({ edit, manifest }) {
    this.session.saved(edit);
    this.#pause = 1000;
    const context = this.context();
    context.busy("");
    context.saved(edit);
    // Two models that went different ways would show one thing and save another.
    if (this.session.isOver) return;
    if (this.session.waiting.length === 0 && manifest && manifest !== this.session.model.hash()) this.listener.broken();
  }

  /**
   * @param {{ status?: number, details?: any, message: string }} error
   * @param {object[]} operations what was not saved, or perhaps was
   */
  async #failed(error, operations) {
    if (error.status === 412) {
      await this.#catchUp(operations).catch(() => this.#later());
    } else if (!error.status || error.status >= 500 || error.status === 429) {
      this.#later();
    } else {
      this.context().tell(`Not saved: ${error.message}`);
      this.listener.broken();
    }
  }

  #later() {
    const count = this.session.waiting.length;
    this.context().busy(`Not saved yet: ${count} ${count === 1 ? "change waits" : "changes wait"} for the server`);
    this.#pause = Math.min(this.#pause * 2, LONGEST);
  }

  /**
   * Puts own steps on top of what others did. An answer that was lost on its way is found among their edits: it has
   * the same operations.
   * @param {object[]} operations
   */
  async #catchUp(operations) {
    const { call, draft } = this.context();
    const { body } = await call("GET", `drafts/${draft}/edits?after=${this.session.edit}&most=1000`);
    if (this.session.isOver) return;
    /** @type {Edit[]} */
    const edits = (body.edits ?? body).toSorted((/** @type {Edit} */ a, /** @type {Edit} */ b) => a.number - b.number);
    const sent = plain(operations);
    const own = edits.find((edit) => plain(edit.operations) === sent);
    if (own) {
      this.session.merge(edits.filter(({ number }) => number < own.number));
      this.session.saved(own.number);
    }
    this.session.unsent();
    const rest = edits.filter(({ number }) => number > this.session.edit);
    if (rest.length === 0) return;
    const lost = this.session.merge(rest);
    if (lost > 0) this.listener.lost(lost);
  }

  /** @param {Edit} edit */
  #hear(edit) {
    if (this.session.isOver || edit.number <= this.session.edit) return;
    if (this.#isBusy) {
      this.#held.push(edit);
      return;
    }
    if (edit.number > this.session.edit + 1) {
      this.#look();
      return;
    }
    const lost = this.session.merge([edit]);
    if (lost > 0) this.listener.lost(lost);
    this.context().saved(edit.number);
  }
}

/**
 * Writes operations in one form: the server fills in what is left out.
 * @param {Record<string, any>[]} operations
 */
function plain(operations) {
  const path = (/** @type {any} */ path) => (typeof path === "string" ? [path] : path);
  return sorted(operations.map((one) => ({ ...one, ...(one.path !== undefined && { path: path(one.path) }) })));
}
