// The inspector: the attributes of what is selected, as the schema describes them.
import { html, nothing } from "lit-html";
import { propertiesOf } from "./app.js";
import { fixOf } from "./checks.js";
import { colorsOf } from "./colors.js";
import { control, id } from "./fields.js";
import { themeOf, tokenOf } from "./theme.js";
import { isComponent, kindOf, reach, titleOf, words } from "./things.js";

/** @import { Editor } from "./editor.js" */
/** @import { Field } from "./schema.js" */
/** @import { Thing } from "./things.js" */

/** The groups that are open at first. */
const OPEN = ["content", "text", "properties", "tap", "", "size", "fill", "font"];

export class Inspector {
  /** @type {Map<string, boolean>} */
  #open = new Map();
  #sought = "";
  /** True while what is changed holds on the form factor alone that is looked at. */
  isOfForm = false;

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
  }

  view() {
    const { editor } = this;
    const things = editor.selection.map((id) => editor.things.get(id)).filter((thing) => thing !== undefined);
    const [thing] = things;
    if (!thing)
      return html`<p class="none-yet">Select something on the canvas or in the outline, and change it here.</p>`;
    const title = things.length > 1 ? `${things.length} selected` : titleOf(thing, (text) => editor.read(text));
    return html`<header class="about"><h2>${things.length > 1 ? "" : kindOf(thing)} <span>${title}</span></h2>
        <code title="The id, which edits, comments and flows name">${things.length > 1 ? "" : thing.id}</code></header>
      ${this.#problems(thing)}${isComponent(thing) ? this.#scope() : nothing}
      <input type="search" class="seek" placeholder="Find an attribute" aria-label="Find an attribute" @input=${(
        /** @type {Event} */ event,
      ) => {
        this.#sought = /** @type {HTMLInputElement} */ (event.target).value.toLowerCase();
        editor.show();
      }}>
      ${this.#groups(things)}
      <datalist id="colors">${[...Object.keys(themeOf(editor.things)).map(tokenOf), ...colorsOf(editor.things)].map((one) => html`<option value=${one}></option>`)}</datalist>`;
  }

  #scope() {
    const { editor } = this;
    const set = (/** @type {boolean} */ isOfForm) => () => {
      this.isOfForm = isOfForm;
      editor.show();
    };
    return html`<div class="scope" role="group" aria-label="Where changes hold"><button aria-pressed=${!this.isOfForm} @click=${set(false)}>Everywhere</button
      ><button aria-pressed=${this.isOfForm} @click=${set(true)}>On ${editor.view.form} only</button></div>`;
  }

  /** @param {Thing} thing */
  #problems(thing) {
    const all = this.editor.problems.get(thing.id) ?? [];
    if (all.length === 0) return nothing;
    const { editor } = this;
    return html`<ul class="problems" aria-label="To look at">${all.map((one) => {
      const fix = fixOf(editor, thing, one);
      return html`<li class=${one.level}>${one.message} <code>${one.code}</code>${
        fix ? html` <button @click=${() => editor.run(fix.operations)}>Write ${fix.meant}</button>` : nothing
      }</li>`;
    })}</ul>`;
  }

  /** @param {Thing[]} things */
  #groups(things) {
    const { schema } = this.editor;
    if (!schema) return html`<p class="none-yet">…</p>`;
    const fields = [
      ...this.editor.texts.fields(things[0]),
      ...propertiesOf(this.editor, things[0]),
      ...schema.fields(things[0]),
    ];
    const fits = ({ name = "", about = "" }) =>
      !this.#sought ||
      words(name).toLowerCase().includes(this.#sought) ||
      name.toLowerCase().includes(this.#sought) ||
      about.toLowerCase().includes(this.#sought);
    /** @type {Map<string, Field[]>} */
    const groups = new Map();
    for (const field of fields.filter(fits)) groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
    return [...groups].map(([group, fields]) => this.#group(group, fields, things));
  }

  /**
   * @param {string} group
   * @param {Field[]} fields
   * @param {Thing[]} things
   */
  #group(group, fields, things) {
    const set = fields.filter((field) => this.value(field, things[0]) !== undefined).length;
    const isOpen = this.#sought !== "" || (this.#open.get(group) ?? (OPEN.includes(group) || set > 0));
    const toggle = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#open.set(group, !isOpen);
      this.editor.show();
    };
    const title = this.editor.schema?.groups[group] ?? (group ? words(group) : "Attributes");
    return html`<details class="group" ?open=${isOpen}><summary @click=${toggle}>${title} ${set ? html`<span class="count">${set}</span>` : nothing}</summary>
      ${isOpen ? fields.map((field) => this.#field(field, things)) : nothing}</details>`;
  }

  /** @param {Field} field @param {Thing[]} things */
  #field(field, things) {
    const { editor } = this;
    const values = things.map((thing) => this.value(field, thing));
    const [value] = values;
    const isOne = values.every((one) => JSON.stringify(one) === JSON.stringify(value));
    const hint = isOne ? (field.usual === undefined ? "" : `${field.usual}`) : "various";
    const put = (/** @type {any} */ next, isTyped = false) => editor.put(things, field, next, isTyped);
    const others = field.path || field.read ? [] : differing(things[0], field.name);
    const base = this.isOfForm ? SAME : editor.baseValue(field, things[0]);
    const isChanged = base !== SAME && JSON.stringify(base) !== JSON.stringify(value);
    return html`<div class="attribute ${value === undefined ? "" : "is-set"} ${this.#isAt(field, things[0]) ? "is-wrong" : ""} kind-${field.kind}"><label for=${id(field)} title=${field.about}>${words(field.name)}</label>
      <div class="control">${control(editor, { field, value: isOne ? value : undefined, hint, put })}</div>
      ${this.#revert(field, value, base, isChanged, put)}${this.#fix(field, value, put)}${
        others.length ? html`<small class="differs">differs on ${others.join(", ")}</small>` : nothing
      }</div>`;
  }

  /**
   * Makes the dot that takes a change back: to what it was when the draft began, or to the default.
   * @param {Field} field @param {any} value @param {any} base @param {boolean} isChanged @param {(value: any) => void} put
   */
  #revert(field, value, base, isChanged, put) {
    const name = words(field.name);
    if (isChanged)
      return html`<button class="dot changed" title="Was ${short(base)} when the draft began: put it back"
        aria-label="${name}: put back what it was" @click=${() => put(base)}></button>`;
    if (value === undefined || field.group === "identity" || field.read) return html`<span class="dot none"></span>`;
    return html`<button class="dot set" title="Not the default (${short(field.usual)}): take it away" aria-label="${name}: back to the default"
      @click=${() => put(undefined)}></button>`;
  }

  /** @param {Field} field @param {any} value @param {(value: any) => void} put */
  #fix(field, value, put) {
    if (field.kind !== "choice" || typeof value !== "string" || value.includes("${") || field.choices.includes(value))
      return nothing;
    const guess = this.editor.session.model.meant(value, field.choices.map(String));
    return html`<p class="fix">“${value}” is not one of the choices.${
      guess ? html` <button @click=${() => put(guess)}>Did you mean ${guess}?</button>` : nothing
    }</p>`;
  }

  /** @param {Field} field @param {Thing} thing */
  #isAt({ name }, { id }) {
    return this.editor.problems.get(id)?.some(({ field }) => field === name);
  }

  /** @param {Field} field @param {Thing} thing */
  value(field, thing) {
    if (field.read) return field.read();
    if (this.isOfForm && !field.path && isComponent(thing))
      return thing.forms[this.editor.view.form]?.[field.name] ?? thing.attributes[field.name];
    return reach(thing.attributes, field.path ?? [field.name]);
  }
}

/** Lists the form factors on which an attribute differs. @param {Thing} thing @param {string} name */
const differing = ({ forms }, name) => Object.keys(forms).filter((form) => forms[form][name] !== undefined);

/** Stands for the value of a thing that was not there when the draft began. */
export const SAME = Symbol("new");

/** @param {any} value */
function short(value) {
  if (value === undefined) return "not set";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/**
 * Answers whether an attribute of the thing is shown to people with a look of its own.
 * @param {Thing} thing
 */
export const hasWords = (thing) => isComponent(thing) && typeof thing.attributes.text === "string";
