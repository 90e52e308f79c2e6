// Dragging on the canvas: by a handle beside what is selected, to a line that is drawn over the frame. Alt and the arrow
// keys do the same.
import { place } from "./canvas.js";
import { isComponent, sideOf } from "./things.js";

/** @import { Editor } from "./editor.js" */
/** @import { Thing } from "./things.js" */

/** The size of the handle, and how near to the edge of the frame a drag scrolls it. */
const HANDLE = 20;
const EDGE = 40;

/** @typedef {{ thing: Thing, where: string, line: { x: number, y: number, width: number, height: number } }} Drop */

export class Drag {
  /** @type {Drop | undefined} */
  #drop;
  #isOn = false;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.handle = made("handle");
    this.handle.title = "Drag to another place (or Alt and the arrow keys)";
    this.line = made("drop-line");
    editor.canvas.board.append(this.handle, this.line);
    this.handle.addEventListener("pointerdown", (event) => this.#begin(event));
    this.handle.addEventListener("pointermove", (event) => this.#isOn && this.#move(event));
    this.handle.addEventListener("pointerup", () => this.#end(true));
    this.handle.addEventListener("pointercancel", () => this.#end(false));
  }

  /** Stays beside what is selected first. */
  follow() {
    const { editor } = this;
    const thing = editor.things.get(editor.selection[0] ?? "");
    const isMovable = editor.mayEdit && !editor.isTried && thing?.place && !thing.single && isComponent(thing);
    const [box] = isMovable ? editor.canvas.boxes(thing.id) : [];
    this.handle.hidden = !box;
    if (!box || this.#isOn) return;
    const isAbove = box.x < HANDLE && box.y >= HANDLE;
    const x = box.x < HANDLE ? box.x : box.x - HANDLE;
    place(this.handle, { x, y: Math.max(0, isAbove ? box.y - HANDLE : box.y), width: HANDLE, height: HANDLE });
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    event.preventDefault();
    this.#isOn = true;
    this.handle.setPointerCapture(event.pointerId);
    addEventListener("keydown", this.#key, { capture: true });
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#end(false);
  };

  /** @param {PointerEvent} event */
  #move({ clientX, clientY }) {
    const { canvas } = this.editor;
    const board = canvas.board.getBoundingClientRect();
    const at = { x: (clientX - board.left) / canvas.scale, y: (clientY - board.top) / canvas.scale };
    place(this.handle, {
      x: clientX - board.left - HANDLE / 2,
      y: clientY - board.top - HANDLE / 2,
      width: HANDLE,
      height: HANDLE,
    });
    const path = /** @type {HTMLElement[]} */ (canvas.frame.root?.elementsFromPoint(at.x, at.y) ?? []);
    scroll(path, at.y, canvas.frame.element.clientHeight);
    this.#drop = path.map((element) => this.#over(element, at)).find((drop) => drop);
    this.line.hidden = !this.#drop;
    if (!this.#drop) return;
    this.line.classList.toggle("is-into", this.#drop.where === "into");
    const { x, y, width, height } = this.#drop.line;
    const by = canvas.scale;
    place(this.line, { x: x * by, y: y * by, width: width * by, height: height * by });
  }

  /**
   * Finds what a drop over an element would mean; nothing where the element is no place for what is dragged.
   * @param {HTMLElement} element
   * @param {{ x: number, y: number }} at
   * @returns {Drop | undefined}
   */
  #over(element, at) {
    const { things, selection } = this.editor;
    const thing = things.get(element.dataset?.id ?? "");
    if (!thing || !isComponent(thing)) return undefined;
    for (let around = /** @type {Thing | undefined} */ (thing); around; around = around.parent)
      if (selection.includes(around.id)) return undefined;
    const box = element.getBoundingClientRect();
    const { flexDirection, direction } = getComputedStyle(/** @type {Element} */ (element.parentElement));
    const isRow = flexDirection.startsWith("row");
    const along = isRow ? (at.x - box.left) / box.width : (at.y - box.top) / box.height;
    const where = sideOf(thing, isRow && direction === "rtl" ? 1 - along : along);
    return where && { thing, where, line: line(box, where, isRow, direction === "rtl") };
  }

  /** @param {boolean} isDropped */
  #end(isDropped) {
    if (!this.#isOn) return;
    this.#isOn = false;
    removeEventListener("keydown", this.#key, { capture: true });
    const drop = this.#drop;
    this.#drop = undefined;
    this.line.hidden = true;
    if (isDropped && drop) this.editor.act("drop", { target: drop.thing.id, side: drop.where });
    this.follow();
    this.editor.show();
  }
}

/** @param {string} className */
const made = (className) => Object.assign(document.createElement("div"), { className, hidden: true });

/** @param {DOMRect} box @param {string} where @param {boolean} isRow @param {boolean} isRightToLeft */
function line({ left, top, right, bottom, width, height }, where, isRow, isRightToLeft) {
  if (where === "into") return { x: left, y: top, width, height };
  const isFirst = where === "before";
  if (isRow) return { x: isFirst === isRightToLeft ? right : left, y: top, width: 3, height };
  return { x: left, y: isFirst ? top : bottom, width, height: 3 };
}

/**
 * Scrolls what a drag comes near to the edge of.
 * @param {HTMLElement[]} path @param {number} y @param {number} height
 */
function scroll(path, y, height) {
  const by = y < EDGE ? -16 : y > height - EDGE ? 16 : 0;
  const scroller = by ? path.find((one) => one.scrollHeight > one.clientHeight + 1) : undefined;
  scroller?.scrollBy(0, by);
}
