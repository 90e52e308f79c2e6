// The editor of a paywall: one session, one selection, one state that is looked at, and the views of them.
import { render } from "lit-html";
import { productsOf } from "./app.js";
import { Canvas } from "./canvas.js";
import { Checks } from "./checks.js";
import { Clipboard } from "./clipboard.js";
import { Drag } from "./drag.js";
import { History } from "./history.js";
import { InPlace } from "./inplace.js";
import { Inspector, SAME } from "./inspector.js";
import { command, commands } from "./keys.js";
import { Outline } from "./outline.js";
import { Panels } from "./panels.js";
import { Saving } from "./saving.js";
import { exampleDetails, queryOf, requestOf, sizeOf, usualOf, viewOf } from "./states.js";
import { Strip } from "./strip.js";
import { Texts } from "./texts.js";
import { Theme } from "./theme.js";
import { Things } from "./things.js";
import { Uses } from "./uses.js";
import { liveValues } from "./values.js";
import { Verbs } from "./verbs.js";
import { page } from "./view.js";

/** @import { Context } from "./context.js" */
/** @import { Field, Schema } from "./schema.js" */
/** @import { Session } from "./session.js" */
/** @import { Thing } from "./things.js" */

/** Milliseconds that the panels wait for a pause, and the longest that they do. */
const PAUSE = 120;
const LONGEST = 500;

export class Editor extends Verbs {
  /** @type {Schema | undefined} */
  schema;
  /** @type {Things | undefined} */
  base;
  panels = new Panels(this);
  /** @type {{ code?: string, message: string, path?: string | null } | undefined} why nothing can be shown */
  failure;
  /** @type {any[]} the others who have the draft open */
  people = [];
  /** @type {Things | undefined} */
  #compared;
  /** @type {Set<string>} */
  #changes = new Set();
  #showing = 0;
  #since = 0;

  /**
   * @param {HTMLElement} element
   * @param {Context} context
   * @param {Session} session
   */
  constructor(element, context, session) {
    super(context, session);
    this.element = element;
    this.own = usualOf(session, this.paywall);
    this.view = viewOf(context.query, this.own);
    this.texts = new Texts(this);
    this.theme = new Theme(this);
    this.uses = new Uses(this);
    this.outline = new Outline(this);
    this.inspector = new Inspector(this);
    this.history = new History(this);
    this.clipboard = new Clipboard(this);
    this.checks = new Checks(this);
    this.strip = new Strip(this);
    this.details = exampleDetails(productsOf(this));
    render(page(this), element);
    const stage = /** @type {HTMLElement} */ (element.querySelector(".stage"));
    this.canvas = new Canvas(stage, context, this.#hands());
    this.canvas.resize(sizeOf(this.view));
    this.drag = new Drag(this);
    this.inPlace = new InPlace(this);
    this.canvas.marked = () => {
      this.drag.follow();
      this.inPlace.follow();
    };
    this.saving = new Saving(session, () => this.context, this.#told());
    session.listen((why) => this.#changed(why));
    element.addEventListener("keydown", (event) => command(this, event));
    this.draw();
    this.show();
    context.commands(commands(this));
  }

  get problems() {
    return this.checks.problems;
  }

  /** @returns {import("./canvas.js").Hands} */
  #hands() {
    return {
      knows: (id) => this.things.get(id) !== undefined,
      select: (ids, more) => {
        this.select(ids, { more });
        if (ids[0]) this.outline.focus(ids[0]);
      },
      open: (id) => this.open(id),
      key: (event) => command(this, event),
      drawn: () => {
        this.failure = undefined;
        this.checks.soon();
      },
      failed: (error) => {
        this.failure = error;
        this.show();
      },
    };
  }

  #told() {
    return {
      lost: (/** @type {number} */ count) => this.lost(count),
      broken: () => this.reload(),
      present: (/** @type {any[]} */ people) => {
        this.people = people;
        this.show();
      },
    };
  }

  /** Begins anew with what the server has. */
  reload() {
    this.element.dispatchEvent(new CustomEvent("reload"));
  }

  /** @param {"own" | "others" | "saved"} why */
  #changed(why) {
    if (why !== "saved") {
      this.draw();
      this.history.stale();
      if (this.panels.isStrip) this.strip.soon();
    }
    this.later();
    if (why === "saved") this.checks.ask();
  }

  /** Draws the paywall. */
  draw() {
    this.canvas.frame.draw(this.document(), this.request());
  }

  /** The page that is shown: the state has only what is not as the paywall starts. */
  get currentPage() {
    const start = this.things.root?.attributes.template?.initialState?.currentPage;
    return this.canvas.frame.state?.["currentPage"] ?? start;
  }

  request() {
    const kept = this.canvas.frame.state;
    const state = {
      ...kept,
      darkMode: this.view.theme === "dark",
      ...(this.view.page && { currentPage: this.view.page }),
    };
    const isOther = kept?.["currentPage"] && !this.things.get(`page:${kept["currentPage"]}`);
    return { ...requestOf(this.view, this.paywall, this.details), state: kept && !isOther ? state : this.#begun() };
  }

  #begun() {
    const { theme, page } = this.view;
    return { darkMode: theme === "dark", ...(page && { currentPage: page }) };
  }

  /** Shows the panels anew in a pause of the work: the paywall is drawn first, and one who types waits for no panel. */
  later() {
    clearTimeout(this.#showing);
    const now = performance.now();
    this.#since ||= now;
    this.#showing = window.setTimeout(() => this.#catchUp(), now - this.#since > LONGEST ? 0 : PAUSE);
  }

  #catchUp() {
    this.#since = 0;
    if (this.session.isOver) return;
    this.refresh();
    this.canvas.selection = this.selection;
    this.show();
  }

  /** @override */
  show() {
    if (this.session.isOver) return;
    render(page(this), this.element);
    this.element.toggleAttribute("data-waiting", this.session.waiting.length > 0);
  }

  /**
   * @param {string[]} ids
   * @param {{ more?: boolean }} [options] whether it is added to what is selected, or taken away from it
   */
  select(ids, { more = false } = {}) {
    const { selection } = this;
    if (!more) this.selection = ids;
    else if (ids.every((id) => selection.includes(id))) this.selection = selection.filter((id) => !ids.includes(id));
    else this.selection = [...selection, ...ids.filter((id) => !selection.includes(id))];
    this.canvas.selection = this.selection;
    const [id] = this.selection;
    if (id) {
      this.outline.reveal(id);
      this.#turn(id);
      this.canvas.reveal(id);
    }
    this.canvas.mark();
    this.checks.contrast = undefined;
    this.checks.soon();
    this.context.setQuery({ selected: id ?? null });
    this.show();
  }

  /**
   * Turns to the page of a component, if another one is shown.
   * @param {string} id
   */
  #turn(id) {
    let thing = this.things.get(id);
    while (thing && !thing.id.startsWith("page:")) thing = thing.parent;
    const name = thing?.attributes.name;
    if (!name || name === this.currentPage) return;
    this.look({ page: name });
  }

  /**
   * Looks at another state.
   * @param {Partial<import("./states.js").View>} changes
   */
  look(changes) {
    this.view = viewOf({ ...this.view, ...(changes.form && !changes.size && { size: "" }), ...changes }, this.own);
    this.context.setQuery(queryOf(this.view, this.own));
    this.canvas.resize(sizeOf(this.view));
    this.draw();
    this.show();
    this.view = { ...this.view, page: "" };
  }

  /** Opens what a double click means: the words of a component, or its name. @param {string} id */
  open(id) {
    const thing = this.things.get(id);
    if (!thing) return;
    this.select([id]);
    const inner = [...this.things.walk(thing)].find(
      (one) => this.texts.source(one) && this.canvas.boxes(one.id).length > 0,
    );
    if (inner) this.inPlace.open(inner.id);
  }

  get isTried() {
    return this.canvas?.isTried ?? false;
  }

  /** Turns from editing the paywall to trying it, and back. */
  turn() {
    this.canvas.isTried = !this.canvas.isTried;
    this.canvas.frame.takesFocus = this.canvas.isTried;
    this.canvas.mark();
    this.show();
  }

  /** @param {string} panel */
  toggle(panel) {
    this.panels.toggle(panel);
  }

  /** @param {number} part */
  zoom(part) {
    this.canvas.zoom = part;
    this.canvas.fit();
  }

  /** @param {string} text */
  read(text) {
    return this.texts.read(text);
  }

  /** Asks what tokens say now. */
  values = (/** @type {string[]} */ names) => liveValues(this, names);

  /**
   * Answers whether a thing is another one than when the draft began.
   * @param {string} id
   */
  changed(id) {
    if (this.#compared !== this.things) {
      this.#compared = this.things;
      this.#changes = this.things.changed(this.base);
    }
    return this.#changes.has(id);
  }

  /** @param {Field} field @param {Thing} thing */
  baseValue(field, thing) {
    const before = this.base?.get(thing.id);
    return before && !field.read ? this.inspector.value(field, before) : SAME;
  }

  /** @param {string[]} ids */
  clip(ids) {
    return this.clipboard.write(ids);
  }

  async stop() {
    clearTimeout(this.#showing);
    this.canvas.stop();
    this.checks.stop();
    this.strip.stop();
    this.panels.stop();
    await this.saving.stop();
  }
}
