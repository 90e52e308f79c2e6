// The value of a field in which somebody may be writing: a page that is drawn again leaves what they write alone.
import { noChange } from "lit-html";
import { Directive, directive, PartType } from "lit-html/directive.js";

class Edited extends Directive {
  /** @type {string | undefined} */
  #drawn;

  /** @param {import("lit-html/directive.js").PartInfo} part */
  constructor(part) {
    super(part);
    if (part.type !== PartType.PROPERTY || part.name !== "value") throw new Error("`edited` stands at `.value`");
  }

  /** @param {string} value */
  render(value) {
    return value;
  }

  /**
   * Puts the value into the field, unless somebody writes there and the value is the one that they began with.
   * @override
   * @param {import("lit-html/directive.js").ElementPart | any} part
   * @param {[string]} values
   */
  update({ element }, [value]) {
    const isWriting = element.getRootNode().activeElement === element && value === this.#drawn;
    this.#drawn = value;
    if (!isWriting && element.value !== value) element.value = value;
    return noChange;
  }
}

/** Stands at the `.value` of a field of text, instead of `live`. */
export const edited = directive(Edited);
