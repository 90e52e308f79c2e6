// The source of what is selected as JSON, by CodeMirror. It is loaded when it is opened.
//
// CodeMirror stands in a shadow root: there it adopts its styles as sheets, which the page's policy allows, and nothing
// of the page's styles reaches it but the colours.
import { autocompletion } from "@codemirror/autocomplete";
import { json } from "@codemirror/lang-json";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, linter } from "@codemirror/lint";
import { Annotation, EditorState, StateEffect } from "@codemirror/state";
import { tags } from "@lezer/highlight";
import { basicSetup, EditorView } from "codemirror";
import { html } from "lit-html";
import { sorted } from "./sorted.js";
import { completer } from "./source-complete.js";
import { diagnostics } from "./source-lint.js";
import { kindOf, titleOf } from "./things.js";

/** @import { Editor } from "./editor.js" */

/** Milliseconds without a key after which what is typed is taken. */
const PAUSE = 300;
/** The attributes that stand first. */
const FIRST = ["component", "id", "name", "title", "text"];
/** Marks what the editor itself writes into the view, in difference to what is typed. */
const own = Annotation.define();
/** Tells the view that there are other problems to show. */
const problems = StateEffect.define();

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--raised)", fontSize: "12px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "ui-monospace, monospace", lineHeight: "1.5" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--soft)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--hover)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--tint)",
  },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--tint)", color: "var(--ink)" },
  ".cm-foldPlaceholder, .cm-panels": { background: "var(--sunken)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-matchingBracket, .cm-selectionMatch": { backgroundColor: "var(--tint)" },
});

const colors = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--ink)", fontWeight: "600" },
  { tag: tags.string, color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--accent)" },
]);

export class Source {
  #id = "";
  /** What the text was written of. */
  #base = "";
  #seen = -1;
  #isTyped = false;
  #timer = 0;
  #problems = /** @type {unknown} */ (undefined);
  /** Why what is typed is not taken. */
  refused = "";

  /** @param {Editor} editor */
  constructor(editor) {
    this.editor = editor;
    this.host = Object.assign(document.createElement("div"), { className: "code" });
    const root = this.host.attachShadow({ mode: "open" });
    this.code = new EditorView({ parent: root, root, extensions: this.#extensions() });
    this.host.addEventListener("focusout", () => this.take());
  }

  #extensions() {
    const { editor } = this;
    return [
      basicSetup,
      json(),
      look,
      syntaxHighlighting(colors),
      EditorState.tabSize.of(2),
      EditorState.readOnly.of(!editor.mayEdit),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": "Source as JSON" }),
      autocompletion({ override: [completer(editor)], interactionDelay: 0 }),
      lintGutter(),
      linter(({ state }) => diagnostics(editor, state, this.refused), {
        needsRefresh: ({ transactions }) => transactions.some(({ effects }) => effects.some((one) => one.is(problems))),
      }),
      EditorView.updateListener.of(({ docChanged, transactions }) => {
        if (docChanged && !transactions.some((one) => one.annotation(own))) this.#typed();
      }),
    ];
  }

  view() {
    this.#follow();
    const thing = this.editor.things.get(this.#id);
    const about = thing ? `${kindOf(thing)} ${titleOf(thing, (text) => this.editor.read(text))}` : "";
    return html`<div class="source"><header><h2>Source</h2><span class="what">${about}</span></header>${this.host}</div>`;
  }

  focus() {
    this.code.focus();
  }

  stop() {
    this.take();
    this.code.destroy();
  }

  /** Shows what is selected now, as it is now; what is typed and not taken yet stays. */
  #follow() {
    const { session, paywall, selection } = this.editor;
    const id = selection[0] ?? "";
    const seen = session.versions["paywalls"] ?? 0;
    if (id !== this.#id) this.take();
    if (id === this.#id && (seen === this.#seen || this.#isTyped)) return this.#refresh();
    const source = session.model.source("paywalls", paywall, id) ?? "{}";
    [this.#id, this.#base, this.#seen, this.#isTyped] = [id, source, seen, false];
    this.refused = "";
    if (sorted(parsed(this.#text)) !== sorted(JSON.parse(source))) this.#write(pretty(JSON.parse(source)));
    this.#refresh();
  }

  get #text() {
    return this.code.state.doc.toString();
  }

  /** Says what is to be looked at, if that is not the same as before. */
  #refresh() {
    if (this.#problems === this.editor.problems) return;
    this.#problems = this.editor.problems;
    this.code.dispatch({ effects: problems.of(null) });
  }

  /**
   * Writes a text in the place of the former one, as far as it is another: the cursor stays where it is.
   * @param {string} text
   */
  #write(text) {
    const former = this.#text;
    const least = Math.min(former.length, text.length);
    let from = 0;
    while (from < least && former[from] === text[from]) from += 1;
    let end = 0;
    while (end < least - from && former.at(-1 - end) === text.at(-1 - end)) end += 1;
    const changes = { from, to: former.length - end, insert: text.slice(from, text.length - end) };
    this.code.dispatch({ changes, annotations: own.of(true) });
  }

  #typed() {
    this.#isTyped = true;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.take(), PAUSE);
  }

  /** Makes operations of what was typed, by ids, as soon as it is JSON. */
  take() {
    clearTimeout(this.#timer);
    const { session, paywall } = this.editor;
    const value = this.#isTyped ? parsed(this.#text) : undefined;
    if (value === undefined) return;
    const after = JSON.stringify(value);
    const [seed] = crypto.getRandomValues(new Uint32Array(1));
    try {
      const operations = JSON.parse(session.model.rewrite("paywalls", paywall, this.#id, this.#base, after, seed));
      this.refused = "";
      this.#isTyped = false;
      if (operations.length > 0) this.editor.change(operations);
    } catch (error) {
      this.#isTyped = true;
      this.refused = typeof error === "string" ? JSON.parse(error).message : /** @type {Error} */ (error).message;
    }
    this.#problems = undefined;
    this.editor.show();
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Writes JSON for people: what a thing is comes first, and what it holds comes last.
 * @param {any} value
 */
function pretty(value) {
  const rank = (/** @type {[string, any]} */ [name, inner]) =>
    FIRST.includes(name) ? FIRST.indexOf(name) : typeof inner === "object" && inner ? 99 : 50;
  const order = (/** @type {string} */ _, /** @type {any} */ inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted((a, b) => rank(a) - rank(b)))
      : inner;
  return JSON.stringify(value, order, 2);
}
