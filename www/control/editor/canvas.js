// The canvas: the paywall in its frame, scaled to the room there is, with marks drawn over it from outside, so that
// nothing is added to the page that customers get.
import { Frame } from "./frame.js";

/**
 * @typedef {object} Hands what the canvas tells
 * @property {(id: string) => boolean} knows whether the draft has this component
 * @property {(ids: string[], more: boolean) => void} select
 * @property {(id: string) => void} open a double click
 * @property {(event: KeyboardEvent) => void} key
 * @property {(root: ShadowRoot) => void} drawn
 * @property {(error: any) => void} failed
 */

/** Events of people that the paywall does not hear while it is edited. */
const KEPT = [
  "pointerdown",
  "pointerup",
  "mousedown",
  "mouseup",
  "click",
  "dblclick",
  "keydown",
  "keyup",
  "touchstart",
];

/** The room around the frame. */
const ROOM = 24;

export class Canvas {
  isTried = false;
  /** @type {string[]} */
  selection = [];
  /** The part of its true size that the frame has. */
  scale = 1;
  #size = { width: 390, height: 844 };
  /** @type {number} */ zoom = 0;
  #hover = "";
  #marking = 0;

  /**
   * @param {HTMLElement} stage with a frame, and over it a layer of marks
   * @param {{ frame: string, module: () => Promise<any> }} context
   * @param {Hands} hands
   */
  constructor(stage, context, hands) {
    this.stage = stage;
    this.hands = hands;
    const element = /** @type {HTMLIFrameElement} */ (stage.querySelector("iframe"));
    this.board = /** @type {HTMLElement} */ (stage.querySelector(".board"));
    this.layer = /** @type {HTMLElement} */ (stage.querySelector(".marks"));
    this.frame = new Frame(element, context.frame, context.module);
    this.frame.failed = hands.failed;
    this.frame.drawn = (root) => {
      root.addEventListener("scroll", () => this.mark(), { capture: true, passive: true });
      this.mark();
      hands.drawn(root);
    };
    this.frame.page.then((page) => this.#listen(page));
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(stage);
  }

  /** Called after the marks were drawn. */
  marked() {}

  stop() {
    this.sizes.disconnect();
    cancelAnimationFrame(this.#marking);
  }

  /** @param {{ width: number, height: number }} size */
  resize(size) {
    this.#size = size;
    this.fit();
  }

  /** Scales the frame to the room, or by the zoom that was chosen. */
  fit() {
    const { width, height } = this.#size;
    const [across, down] = [this.stage.clientWidth - 2 * ROOM, this.stage.clientHeight - 2 * ROOM];
    if (across <= 0) return;
    this.scale = this.zoom || Math.min(1, across / width, down / height);
    const { element } = this.frame;
    Object.assign(element.style, { width: `${width}px`, height: `${height}px`, transform: `scale(${this.scale})` });
    Object.assign(this.board.style, { width: `${width * this.scale}px`, height: `${height * this.scale}px` });
    this.mark();
  }

  /** @param {Document} page */
  #listen(page) {
    for (const name of KEPT) page.addEventListener(name, (event) => this.#keep(event), { capture: true });
    page.addEventListener("pointermove", (event) => this.#point(this.#under(event)));
    page.documentElement.addEventListener("pointerleave", () => this.#point(""));
  }

  /** @param {Event} event */
  #keep(event) {
    if (this.isTried) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === "keydown") this.hands.key(/** @type {KeyboardEvent} */ (event));
    if (event.type === "dblclick") this.hands.open(this.#under(event));
    if (event.type !== "click") return;
    const { shiftKey, metaKey, ctrlKey } = /** @type {MouseEvent} */ (event);
    const id = this.#under(event);
    this.hands.select(id ? [id] : [], shiftKey || metaKey || ctrlKey);
  }

  /**
   * Returns the id of the component under an event: the innermost that the draft has. What a custom component is made of
   * is in no draft, and leads to its use.
   * @param {Event} event
   */
  #under(event) {
    const path = /** @type {HTMLElement[]} */ (event.composedPath());
    return path.map((element) => element.dataset?.id ?? "").find((id) => id && this.hands.knows(id)) ?? "";
  }

  /** @param {string} id */
  #point(id) {
    if (this.isTried || id === this.#hover) return;
    this.#hover = id;
    this.mark();
  }

  /** Draws the marks, once for all that asks for it before the next picture. */
  mark() {
    cancelAnimationFrame(this.#marking);
    this.#marking = requestAnimationFrame(() => {
      const marks = this.isTried ? [] : this.selection.flatMap((id) => this.#marks(id, "selected"));
      if (this.#hover && !this.isTried && !this.selection.includes(this.#hover))
        marks.push(...this.#marks(this.#hover, "hovered"));
      this.layer.replaceChildren(...marks);
      this.marked();
    });
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  #marks(id, name) {
    return this.boxes(id).map((box, index) => {
      const mark = document.createElement("div");
      mark.className = `mark ${name}`;
      if (name === "selected" && index === 0) mark.dataset.id = id;
      place(mark, box);
      return mark;
    });
  }

  /** @param {string} id */
  elements(id) {
    const found = this.frame.root?.querySelectorAll(`[data-id="${CSS.escape(id)}"]`);
    return /** @type {HTMLElement[]} */ ([...(found ?? [])]);
  }

  /**
   * Returns where the elements of a component are on the board.
   * @param {string} id
   */
  boxes(id) {
    const rects = this.elements(id).map((element) => element.getBoundingClientRect());
    const shown = rects.filter(({ width, height }) => width > 0 || height > 0);
    const by = (/** @type {number} */ length) => length * this.scale;
    return shown.map(({ x, y, width, height }) => ({ x: by(x), y: by(y), width: by(width), height: by(height) }));
  }

  /**
   * Scrolls a component into view.
   * @param {string} id
   */
  reveal(id) {
    this.elements(id)[0]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

/**
 * @param {HTMLElement} element
 * @param {{ x: number, y: number, width: number, height: number }} box
 */
export function place(element, { x, y, width, height }) {
  const lengths = { left: x, top: y, width, height };
  for (const [name, length] of Object.entries(lengths)) element.style.setProperty(name, `${length}px`);
}
