// The work that the pages of the campaigns share: the draft in this browser, its changes, and the findings of checks.
import { source } from "../app.js";
import { environment } from "../store.js";
import { Changes } from "../editor/changes.js";
import { Saving } from "../editor/saving.js";
import { Findings } from "./findings.js";

/** @import { Context } from "../editor/context.js" */
/** @import { Session } from "../editor/session.js" */

/** The draft and its page: pages and panels get it as their first parameter. */
export class Work extends Changes {
  /**
   * The parts of the document that were read, and the version of their section when they were.
   * @type {Map<string, { version: number, value: any }>}
   */
  #read = new Map();

  /**
   * @param {HTMLElement} element
   * @param {Context} context
   * @param {Session} session
   * @param {any} words the words of conditions, as the model knows them
   * @param {{ draw(): void, reload(): void }} page
   */
  constructor(element, context, session, words, page) {
    super(context, session);
    this.element = element;
    this.model = /** @type {import("control-model/campaigns.js").Model} */ (session.model);
    this.words = words;
    this.page = page;
    this.findings = new Findings(this);
    /** Where pictures are from: paywalls do not change here, so the edit that was read first shows them. */
    this.source = context.draft ? { draft: context.draft, edit: session.edit } : source(environment());
    this.saving = new Saving(session, () => this.context, {
      lost: (count) => this.lost(count),
      broken: () => page.reload(),
      present: () => {},
    });
    session.listen((why) => {
      if (why === "saved") this.findings.ask();
      this.show();
    });
    this.#keys = (/** @type {KeyboardEvent} */ event) => this.#key(event);
    addEventListener("keydown", this.#keys);
    this.saving.follow();
    this.findings.ask();
  }

  /** @type {(event: KeyboardEvent) => void} */
  #keys;

  get isWaiting() {
    return this.session.waiting.length > 0;
  }

  /** @override */
  show() {
    this.page.draw();
  }

  /** Comes to another page of the campaigns. */
  arrive() {
    this.context.commands([
      { label: "Undo", keys: "⌘Z", run: () => this.undo() },
      { label: "Redo", keys: "⇧⌘Z", run: () => this.redo() },
      { label: "New campaign from a template", run: () => this.context.setQuery({ new: "all" }, { push: true }) },
    ]);
    this.show();
  }

  /**
   * Reads a part of the document; undefined where there is none.
   * @param {string} section
   * @param {string} part
   */
  part(section, part) {
    return this.#once(section, `part ${part}`, () => JSON.parse(this.model.part(section, part) ?? "null") ?? undefined);
  }

  /**
   * Lists the ids of a section's parts.
   * @param {string} section
   * @returns {string[]}
   */
  ids(section) {
    return this.#once(section, "ids", () => JSON.parse(this.model.ids(section)));
  }

  /** Tells all campaigns in sentences: placements with their rules in order, audiences, and names to choose from. */
  get campaigns() {
    const all = Object.values(this.session.versions).reduce((sum, one) => sum + one, 0);
    if (this.#told?.at !== all) {
      const now = Date.now();
      const text = this.model.campaigns(now, -new Date(now).getTimezoneOffset());
      this.#told = { at: all, value: JSON.parse(text) };
    }
    return this.#told.value;
  }

  /**
   * Finds what is told of a rule, and the placement that it is at.
   * @param {string} id
   */
  told(id) {
    for (const placement of this.campaigns.placements) {
      const at = placement.rules.findIndex((/** @type {any} */ one) => one.id === id);
      if (at >= 0) return { placement, at, rule: placement.rules[at] };
    }
    return undefined;
  }

  /**
   * Finds what is told of an audience.
   * @param {string} name
   */
  audience(name) {
    return this.campaigns.audiences.find((/** @type {any} */ one) => one.name === name);
  }

  /** @type {{ at: number, value: any } | undefined} */
  #told;

  /** @param {string} section @param {string} name @param {() => any} read */
  #once(section, name, read) {
    const version = this.session.versions[section] ?? 0;
    const known = this.#read.get(`${section} ${name}`);
    if (known?.version === version) return known.value;
    const value = read();
    this.#read.set(`${section} ${name}`, { version, value });
    return value;
  }

  /**
   * Sets a field of a rule; undefined takes it away.
   * @param {string} rule
   * @param {string[]} path
   * @param {any} value
   * @param {{ id?: string, key?: string }} [options] the address of a thing in the rule, such as `segment:a`
   */
  set(rule, path, value, { id = "", key = "" } = {}) {
    const at = { section: "campaign_rules", part: rule, id, path };
    return this.run([value === undefined ? { op: "unset", ...at } : { op: "set", ...at, value }], key);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const isField = /** @type {Element} */ (event.target).closest?.(
      "input:not([type=checkbox], [type=radio]), textarea",
    );
    if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== "z" || isField) return;
    event.preventDefault();
    if (event.shiftKey) this.redo();
    else this.undo();
  }

  async stop() {
    removeEventListener("keydown", this.#keys);
    this.findings.stop();
    await this.saving.stop();
  }
}
