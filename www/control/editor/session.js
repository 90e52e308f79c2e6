// The draft in this browser: changed at once, here, by the model that the server has, too. What is not saved yet is
// kept as steps, and taken back and put on again when others were first.

/**
 * @typedef {Record<string, any>} Operation one of those in docs/control.md
 * @typedef {{ operations: Operation[], inverses: Operation[], key: string }} Step
 * @typedef {{ inverses: Operation[], key: string, at: number }} Memory what takes a change back
 * @typedef {{ number: number, author?: string, at?: number, operations: Operation[], sentences?: string[] }} Edit
 * @typedef {{ apply(operations: string): string, part(section: string, part: string): string | undefined,
 *   ids(section: string): string, things(section: string, part: string): string, source(section: string, part: string, id: string): string | undefined,
 *   rewrite(section: string, part: string, id: string, before: string, after: string, seed: number): string,
 *   act(paywall: string, deed: string, what: string): string, copied(paywall: string, ids: string[]): string,
 *   meant(text: string, choices: string[]): string | undefined,
 *   owner(paywall: string, path: string): string | undefined, uses(paywall: string, language: string): string,
 *   theme(paywall: string): string, slice(paywall: string, locale: string): string, document(): string, hash(): string,
 *   free(): void }} Model
 */

/** Changes of one attribute with less time between them are taken back together. */
const BREATH = 1500;
/** The most operations that are saved at once; the server refuses more. */
const MOST = 400;

export class Session {
  /** @type {Step[]} */
  waiting = [];
  /** How many of those are on their way to the server. */
  sent = 0;
  /** @type {Memory[]} */
  past = [];
  /** @type {Memory[]} */
  future = [];
  /**
   * How often each section was changed.
   * @type {Record<string, number>}
   */
  versions = {};
  #listeners = new Set();

  /**
   * @param {Model} model
   * @param {number} edit the number of the edit that the model is at
   * @param {boolean} isKept whether the model outlives this: another visit has it again
   */
  constructor(model, edit, isKept = false) {
    this.model = model;
    this.edit = edit;
    this.isKept = isKept;
  }

  /** True once the draft is left: answers that come later find no model. */
  isOver = false;

  end() {
    this.isOver = true;
    if (!this.isKept) this.model.free();
  }

  /** @param {(why: "own" | "others" | "saved") => void} listener */
  listen(listener) {
    this.#listeners.add(listener);
  }

  /** @param {"own" | "others" | "saved"} why */
  #tell(why) {
    for (const listener of this.#listeners) listener(why);
  }

  /**
   * Applies an edit of this author's. Steps with one `key` that follow each other set the same attribute: only the
   * last is saved, and they are taken back together. Throws what the model refuses.
   * @param {Operation[]} operations
   */
  apply(operations, key = "") {
    const inverses = this.#play(operations);
    this.#wait({ operations, inverses, key });
    const last = this.past.at(-1);
    const now = Date.now();
    if (key && last?.key === key && now - last.at < BREATH) last.at = now;
    else this.past.push({ inverses, key, at: now });
    this.future = [];
    this.#tell("own");
  }

  /** @param {Step} step */
  #wait(step) {
    const last = this.waiting.at(-1);
    const isOpen = this.waiting.length > this.sent;
    if (step.key && isOpen && last?.key === step.key) last.operations = step.operations;
    else this.waiting.push(step);
  }

  /** Takes the last change back. Answers false if there is none. */
  undo() {
    return this.#go(this.past, this.future);
  }

  redo() {
    return this.#go(this.future, this.past);
  }

  /**
   * @param {Memory[]} from
   * @param {Memory[]} to
   */
  #go(from, to) {
    const memory = from.pop();
    if (!memory) return false;
    const inverses = this.#play(memory.inverses);
    this.#wait({ operations: memory.inverses, inverses, key: "" });
    to.push({ inverses, key: "", at: 0 });
    this.#tell("own");
    return true;
  }

  /**
   * Returns the operations to save next, and counts their steps as sent. Until they are saved, or surely are not, they
   * are the same: an answer that was lost on its way is known by them.
   */
  send() {
    if (this.sent === 0) this.sent = this.#reach();
    return this.waiting.slice(0, this.sent).flatMap(({ operations }) => operations);
  }

  /** Counts the steps that are saved together. */
  #reach() {
    let [steps, count] = [0, 0];
    for (const { operations } of this.waiting) {
      count += operations.length;
      if (count > MOST && steps > 0) break;
      steps += 1;
    }
    return steps;
  }

  /** @param {number} edit the number under which what was sent is saved */
  saved(edit) {
    this.waiting.splice(0, this.sent);
    this.sent = 0;
    this.edit = edit;
    this.#tell("saved");
  }

  /** What was sent is not saved. */
  unsent() {
    this.sent = 0;
  }

  /**
   * Puts the edits of others below what is not saved. Answers how many steps no longer fit and are gone.
   * @param {Edit[]} edits
   */
  merge(edits) {
    const own = this.waiting.slice();
    for (const { inverses } of own.toReversed()) this.#play(inverses);
    for (const { operations, number } of edits) {
      this.#play(operations);
      this.edit = number;
    }
    const fits = new Set(own.filter((step) => this.#again(step)));
    this.sent = own.slice(0, this.sent).filter((step) => fits.has(step)).length;
    this.waiting = [...fits];
    this.#tell("others");
    return own.length - fits.size;
  }

  /** @param {Step} step */
  #again(step) {
    try {
      step.inverses = this.#play(step.operations);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * @param {Operation[]} operations
   * @returns {Operation[]}
   */
  #play(operations) {
    for (const { section } of operations) this.versions[section] = (this.versions[section] ?? 0) + 1;
    try {
      return JSON.parse(this.model.apply(JSON.stringify(operations)));
    } catch (error) {
      throw typeof error === "string" ? Object.assign(new Error(), JSON.parse(error)) : error;
    }
  }
}
