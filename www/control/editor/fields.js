// One field of the inspector for each kind of value.
import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { edited } from "../parts/edited.js";
import { completes } from "./complete.js";
import { meantBy } from "./theme.js";
import { words } from "./things.js";
import { options } from "../parts/blocks.js";
import named from "./words.json" with { type: "json" };

/** @import { Editor } from "./editor.js" */
/** @import { TemplateResult } from "lit-html" */
/** @import { Field } from "./schema.js" */

/**
 * @typedef {object} Use a field with its value
 * @property {Field} field
 * @property {any} value undefined if it is not set, or not the same for all that is selected
 * @property {string} hint what holds without a value
 * @property {(value: any, isTyped?: boolean) => void} put
 */

/**
 * Makes the control of a field.
 * @param {Editor} editor
 * @param {Use} use
 * @returns {TemplateResult}
 */
export function control(editor, use) {
  const { kind } = use.field;
  const isToken = typeof use.value === "string" && use.value.includes("${");
  if (isToken && kind !== "json" && kind !== "color") return text(editor, use);
  return (CONTROLS[kind] ?? text)(editor, use);
}

/** @type {Record<string, (editor: Editor, use: Use) => TemplateResult>} */
const CONTROLS = { choice, tick, number: size, length: size, color, action, list, json };

/** @param {Event} event */
const written = (event) => /** @type {HTMLInputElement} */ (event.target).value;

/** @param {Editor} editor @param {Use} use */
function text(editor, { field, value, hint, put }) {
  const shown = value === undefined || value === null ? "" : `${value}`;
  const input = (/** @type {Event} */ event) => put(written(event) === "" ? undefined : written(event), true);
  return field.isLong || shown.length > 40
    ? html`<textarea id=${id(field)} rows="3" .value=${edited(shown)} placeholder=${hint} @input=${input} ${completes(editor)}></textarea>`
    : html`<input id=${id(field)} .value=${edited(shown)} placeholder=${hint} list=${field.examples.length ? `${id(field)}-examples` : nothing}
        @input=${input} ${completes(editor)}>${examples(field)}`;
}

/** @param {Field} field */
function examples(field) {
  if (field.examples.length === 0) return nothing;
  return html`<datalist id="${id(field)}-examples">${field.examples.map((one) => html`<option value=${one}></option>`)}</datalist>`;
}

/** @param {Editor} _ @param {Use} use */
function choice(_, { field, value, hint, put }) {
  const change = (/** @type {Event} */ event) => put(written(event) === "" ? undefined : written(event));
  const isKnown = value === undefined || value === null || field.choices.includes(value);
  return html`<select id=${id(field)} class=${value === undefined ? "is-usual" : ""} @change=${change}>
    <option value="" ?selected=${value === undefined}>${hint || "–"}</option>
    ${isKnown ? nothing : html`<option selected>${value}</option>`}
    ${field.choices.map((one) => html`<option ?selected=${one === value} value=${`${one}`}>${one}</option>`)}</select>`;
}

/** @param {Editor} _ @param {Use} use */
function tick(_, { field, value, put }) {
  const now = value ?? field.usual ?? false;
  const change = (/** @type {Event} */ event) => {
    const { checked } = /** @type {HTMLInputElement} */ (event.target);
    put(checked === (field.usual ?? false) ? undefined : checked);
  };
  return html`<input type="checkbox" id=${id(field)} .checked=${live(now === true)} @change=${change}>`;
}

/** @param {Editor} editor @param {Use} use */
function size(editor, { field, value, hint, put }) {
  const read = (/** @type {string} */ text) => {
    if (text.trim() === "") return undefined;
    return Number.isFinite(Number(text)) ? Number(text) : text.trim();
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const number = Number(written(event) || field.usual || 0);
    if (!by || !Number.isFinite(number) || event.altKey) return;
    event.preventDefault();
    put(Math.round((number + by * (event.shiftKey ? 10 : 1)) * 100) / 100, true);
  };
  return html`<input id=${id(field)} class="number" inputmode="decimal" .value=${edited(`${value ?? ""}`)} placeholder=${hint}
    @input=${(/** @type {Event} */ event) => put(read(written(event)), true)} @keydown=${key} ${completes(editor)}><span class="unit">${
      typeof value === "string" ? nothing : field.unit
    }</span>`;
}

/** @param {Editor} editor @param {Use} use */
function color(editor, { field, value, hint, put }) {
  const shown = `${meantBy(editor.things, value) ?? field.usual ?? ""}`;
  const isPlain = /^#[0-9a-f]{6}$/i.test(shown);
  const { contrast } = /^(font|fill)Color$/.test(field.name) ? editor.checks : { contrast: undefined };
  const input = (/** @type {Event} */ event) => put(written(event) || undefined, true);
  return html`<span class="color"><input type="color" aria-label="${words(field.name)}: choose" .value=${edited(isPlain ? shown : "#000000")}
      @input=${input}><input id=${id(field)} list="colors" .value=${edited(value ?? "")} placeholder=${hint} @input=${input}>${
        contrast
          ? html`<output class=${contrast >= 4.5 ? "good" : "poor"} title="The least contrast of the words with what is behind them; 4.5 is readable">${contrast.toFixed(1)}</output>`
          : nothing
      }</span>`;
}

/** @param {Editor} editor @param {Use} use */
function action(editor, use) {
  const { field, value, put } = use;
  const change = (/** @type {Event} */ event) => {
    const name = written(event);
    put(name ? { ...value, function: name } : undefined);
  };
  const name = value?.function ?? "";
  const isKnown = !name || name in named.actions;
  return html`<select id=${id(field)} @change=${change}><option value="" ?selected=${!name}>Nothing</option>
    ${isKnown ? nothing : html`<option selected>${name}</option>`}
    ${options(named.actions, name)}</select>
    ${name ? parameters(editor, use) : nothing}`;
}

/** @param {Editor} editor @param {Use} use */
function parameters(editor, { value, put }) {
  if (value.function === "namiNavigateToScreen") {
    const pages = [...editor.things.walk()]
      .filter(({ id }) => id.startsWith("page:"))
      .map(({ attributes }) => attributes.name);
    const change = (/** @type {Event} */ event) =>
      put({ ...value, parameters: { ...value.parameters, screen: written(event) } });
    return html`<select aria-label="Page" @change=${change}>${["", ...pages].map(
      (page) => html`<option ?selected=${page === (value.parameters?.screen ?? "")}>${page}</option>`,
    )}</select>`;
  }
  if (value.function === "namiDeeplink") {
    const input = (/** @type {Event} */ event) =>
      put({ ...value, parameters: { ...value.parameters, url: written(event) } }, true);
    return html`<input aria-label="Address" type="url" placeholder="https://" .value=${edited(value.parameters?.url ?? "")} @input=${input}>`;
  }
  const { function: _, ...rest } = value;
  if (Object.keys(rest).length === 0) return html``;
  const field = { name: "onTap-more", choices: [] };
  return json(editor, {
    field: /** @type {any} */ (field),
    value: rest,
    hint: "",
    put: (more) => put({ function: value.function, ...more }),
  });
}

/** @param {Editor} _ @param {Use} use */
function list(_, { field, value, put }) {
  const lines = Array.isArray(value) ? value.join("\n") : "";
  const input = (/** @type {Event} */ event) => {
    const entries = written(event).split("\n");
    put(written(event) === "" ? undefined : entries, true);
  };
  return html`<textarea id=${id(field)} rows="4" placeholder="one a line" .value=${edited(lines)} @input=${input}></textarea>`;
}

/** @param {Editor} _ @param {Use} use */
function json(_, { field, value, put }) {
  const change = (/** @type {Event} */ event) => {
    const area = /** @type {HTMLTextAreaElement} */ (event.target);
    try {
      const next = area.value.trim() === "" ? undefined : JSON.parse(area.value);
      area.setCustomValidity("");
      put(next);
    } catch (error) {
      area.setCustomValidity(`This is no JSON: ${/** @type {Error} */ (error).message}`);
      area.reportValidity();
    }
  };
  const shown = value === undefined ? "" : JSON.stringify(value, null, 1);
  return html`<textarea id=${id(field)} class="json" rows=${Math.min(8, shown.split("\n").length)} spellcheck="false"
    aria-label=${words(field.name)} .value=${edited(shown)} @change=${change}></textarea>`;
}

/** @param {Field} field */
export const id = ({ name }) => `field-${name}`;
