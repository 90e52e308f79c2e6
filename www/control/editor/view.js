// The page of the editor: the state that is looked at above, the outline, the canvas and the inspector below.
import { html, nothing } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { appProducts } from "./app.js";
import { commands, shown } from "./keys.js";
import { PANELS } from "./panels.js";
import { OFFERS, PERSONAS, SIZES } from "./states.js";
import { languageName } from "./texts.js";
import { titleOf } from "./things.js";

/** @import { Editor } from "./editor.js" */
/** @import { View } from "./states.js" */
/** @import { Thing } from "./things.js" */

/** Languages to look at beside those of the texts. */
const LOCALES = ["en-US", "en-GB", "de-DE", "fr-FR", "es-MX", "pt-BR", "hi-IN", "ja-JP", "ar-EG", "he-IL"];

/** @param {Editor} editor */
export function page(editor) {
  const { open } = editor.panels;
  // The table of texts is wide and stands below the canvas, where its words can be seen; others stand over the inspector.
  const isWide = open === "texts";
  const isBeside = open !== "" && !isWide;
  return html`<div class="states" role="toolbar" aria-label="What is looked at">${states(editor)}</div>
    <div class="panes">
      <section class="pane left" aria-label="Outline">${tools(editor)}${editor.outline.view()}</section>
      <div class="grip" role="separator" aria-orientation="vertical" aria-label="Width of the outline" aria-valuenow=${chosen("left")} tabindex="0"
        @pointerdown=${(/** @type {PointerEvent} */ event) => drag(event, "left", 1)} @keydown=${(/** @type {KeyboardEvent} */ event) => widen(event, "left", 1)}></div>
      <section class="pane middle" aria-label="Canvas">
        ${head(editor)}<div class="stage"><div class="board"><iframe title="The paywall" tabindex="-1"></iframe><div class="marks" aria-hidden="true"></div></div></div>
        ${editor.failure ? html`<p class="trouble" role="alert">${editor.failure.message} <code>${editor.failure.code ?? ""}</code></p>` : nothing}
        <div class="strip" ?hidden=${!editor.panels.isStrip}></div>
        ${isWide ? html`<div class="over">${editor.panels.view()}</div>` : nothing}
      </section>
      <div class="grip" role="separator" aria-orientation="vertical" aria-label="Width of the inspector" aria-valuenow=${chosen("right")} tabindex="0"
        @pointerdown=${(/** @type {PointerEvent} */ event) => drag(event, "right", -1)} @keydown=${(/** @type {KeyboardEvent} */ event) => widen(event, "right", -1)}></div>
      <section class="pane right" aria-label=${isBeside ? PANELS[open] : "Inspector"}><div class="inspector" ?inert=${isBeside}>${editor.inspector.view()}</div>
        ${isBeside ? html`<div class="over">${editor.panels.view()}</div>` : nothing}</section>
    </div>`;
}

/** @param {Editor} editor */
function head(editor) {
  const zoom = (/** @type {Event} */ event) =>
    editor.zoom(Number(/** @type {HTMLSelectElement} */ (event.target).value));
  const { open, isStrip } = editor.panels;
  return html`<div class="tools above" role="toolbar" aria-label="Canvas"><button class="mode" aria-pressed=${editor.isTried} title="Taps work as for customers (${shown("Mod+E")})"
      @click=${() => editor.turn()}>${editor.isTried ? "Trying" : "Try"}</button>
    <select aria-label="Zoom" @change=${zoom}><option value="0">Fit</option>${[25, 50, 75, 100, 150].map((part) => html`<option value=${part / 100}>${part} %</option>`)}</select>
    <span class="gap"></span><button aria-pressed=${isStrip} @click=${() => editor.toggle("strip")}>States</button>${Object.entries(
      PANELS,
    ).map(
      ([name, label]) =>
        html`<button aria-pressed=${open === name} @click=${() => editor.toggle(name)}>${label}</button>`,
    )}</div>`;
}

/** @param {Editor} editor */
function states(editor) {
  const { view } = editor;
  const locales = [...new Set([view.locale, ...Object.keys(editor.texts.all.locales), ...LOCALES])];
  const size = (/** @type {string} */ text) => text.replace("x", " × ");
  return html`<h1>${titleOf(/** @type {Thing} */ (editor.things.root), (text) => editor.read(text))}</h1>
    ${pick(editor, "form", "Form factor", Object.keys(SIZES))}${pick(editor, "size", "Size", [...new Set([view.size, ...(SIZES[view.form] ?? [])])], size)}
    ${pick(editor, "locale", "Language", locales, languageName)}${pick(editor, "theme", "Theme", ["light", "dark"])}
    ${pick(editor, "persona", "Customer", Object.keys(PERSONAS))}${pick(editor, "offers", "Products", Object.keys(OFFERS), (name) => OFFERS[name])}
    <label><span>Time</span><input type="datetime-local" aria-label="Time" .value=${view.time}
      @change=${(/** @type {Event} */ event) => editor.look({ time: /** @type {HTMLInputElement} */ (event.target).value })}></label>
    ${editor.people.map(({ name }) => html`<span class="guest" title="${name} is here, too">${name?.slice(0, 1)}</span>`)}
    ${editor.checks.count ? html`<span class="count" title="Things to look at, marked in the outline">${editor.checks.count}</span>` : nothing}`;
}

/**
 * @param {Editor} editor
 * @param {keyof View} name
 * @param {string} label
 * @param {string[]} choices
 * @param {(choice: string) => string} [word]
 */
function pick(editor, name, label, choices, word = (choice) => choice.charAt(0).toUpperCase() + choice.slice(1)) {
  const change = (/** @type {Event} */ event) =>
    editor.look({ [name]: /** @type {HTMLSelectElement} */ (event.target).value });
  return html`<label><span>${label}</span><select name=${name} aria-label=${label} @change=${change}>${choices.map(
    (choice) => html`<option value=${choice} ?selected=${choice === editor.view[name]}>${word(choice)}</option>`,
  )}</select></label>`;
}

/** @param {Editor} editor */
function tools(editor) {
  if (editor.context.isForReading) return nothing;
  if (!editor.mayEdit)
    return html`<div class="tools"><button class="main" @click=${() => void editor.context.edit()}>Edit in a draft</button></div>`;
  const all = commands(editor);
  const { versions } = editor.session;
  const [undo, redo] = all;
  const isNone = editor.selection.length === 0;
  return html`<div class="tools"><button title="Undo (${shown("Mod+Z")})" aria-label="Undo" ?disabled=${editor.session.past.length === 0} @click=${undo.run}>↶</button
    ><button title="Redo (${shown("Mod+Shift+Z")})" aria-label="Redo" ?disabled=${editor.session.future.length === 0} @click=${redo.run}>↷</button>
    <select class="add" aria-label="Add a component" @keydown=${opens} @change=${(/** @type {Event} */ event) => add(editor, event)}><option value="">Add…</option>${guard([editor.schema, versions["products"], versions["customComponents"]], () => kinds(editor))}</select>
    <select class="more" aria-label="Do with what is selected" ?disabled=${isNone} @keydown=${opens} @change=${(/** @type {Event} */ event) => doIt(editor, event)}><option value="">Do…</option>${all
      .slice(2, 12)
      .map(
        ({ label, keys }) => html`<option value=${label}>${label}${keys ? html` (${shown(keys)})` : nothing}</option>`,
      )}</select></div>`;
}

/**
 * Opens a menu of deeds at the first key. While it is shut, each letter and arrow would do at once what it comes to.
 * @param {KeyboardEvent} event
 */
function opens(event) {
  const select = /** @type {HTMLSelectElement} */ (event.target);
  const isOther = event.altKey || event.ctrlKey || event.metaKey || ["Tab", "Shift", "Escape"].includes(event.key);
  if (isOther || !CSS.supports("selector(:open)") || select.matches(":open")) return;
  event.preventDefault();
  select.showPicker();
}

/** @param {Editor} editor */
function kinds(editor) {
  /** @type {string[]} */
  const own = JSON.parse(editor.session.model.ids("customComponents"));
  const all = editor.schema?.kinds() ?? [];
  const products = appProducts(editor.session);
  return html`${own.length ? html`<optgroup label="Of this app">${own.map((name) => html`<option value="custom:${name}">${name}</option>`)}</optgroup>` : nothing}
    ${
      products.length
        ? html`<optgroup label="Products to sell">${products.map(
            ({ id, name }) => html`<option value="product:${id}">${name ?? id}</option>`,
          )}</optgroup>`
        : nothing
    }<optgroup label="All">${all.map(({ name, about }) => html`<option value=${name} title=${about}>${name}</option>`)}</optgroup>`;
}

/** @param {Editor} editor @param {Event} event */
function add(editor, event) {
  const select = /** @type {HTMLSelectElement} */ (event.target);
  const { value } = select;
  select.value = "";
  if (value.startsWith("product:")) editor.act("sell", { product: value.slice("product:".length) });
  else if (value) editor.act("add", { component: value });
}

/** @param {Editor} editor @param {Event} event */
function doIt(editor, event) {
  const select = /** @type {HTMLSelectElement} */ (event.target);
  const { value } = select;
  select.value = "";
  commands(editor)
    .find(({ label }) => label === value)
    ?.run();
}

/** The widths of the panes that people chose. */
const WIDTHS = { left: [180, 260, 520], right: [240, 320, 560] };

/** @param {"left" | "right"} side */
const chosen = (side) => Number(localStorage.getItem(`editor-${side}`)) || WIDTHS[side][1];

/**
 * Brings back the widths that were chosen in this browser.
 * @param {HTMLElement} element
 */
export function remembered(element) {
  for (const side of /** @type {("left" | "right")[]} */ (Object.keys(WIDTHS)))
    element.style.setProperty(`--${side}`, `${chosen(side)}px`);
}

/** @param {HTMLElement} grip @param {"left" | "right"} side @param {number} width */
function set(grip, side, width) {
  const [least, , most] = WIDTHS[side];
  const fit = Math.round(Math.max(least, Math.min(most, width)));
  /** @type {HTMLElement} */ (grip.closest(".editor")).style.setProperty(`--${side}`, `${fit}px`);
  grip.ariaValueNow = `${fit}`;
  localStorage.setItem(`editor-${side}`, `${fit}`);
}

/** @param {HTMLElement} grip @param {"left" | "right"} side */
const width = (grip, side) => grip.parentElement?.querySelector(`.${side}`)?.clientWidth ?? 0;

/** @param {PointerEvent} event @param {"left" | "right"} side @param {number} sign */
function drag(event, side, sign) {
  const grip = /** @type {HTMLElement} */ (event.currentTarget);
  const [from, start] = [width(grip, side), event.clientX];
  grip.setPointerCapture(event.pointerId);
  grip.onpointermove = ({ clientX }) => set(grip, side, from + sign * (clientX - start));
  grip.onpointerup = () => {
    grip.onpointermove = null;
  };
}

/** @param {KeyboardEvent} event @param {"left" | "right"} side @param {number} sign */
function widen(event, side, sign) {
  const by = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
  if (!by) return;
  const grip = /** @type {HTMLElement} */ (event.currentTarget);
  set(grip, side, width(grip, side) + sign * by);
  event.preventDefault();
}
