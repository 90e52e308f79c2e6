// A field for words with tokens: each `${…}` is a chip that says what it says now, and stays what it is in the source.
// It is loaded when words are edited for the first time.
import { acceptCompletion, autocompletion } from "@codemirror/autocomplete";
import { Prec, StateEffect } from "@codemirror/state";
import { Decoration, EditorView, keymap, MatchDecorator, ViewPlugin, WidgetType } from "@codemirror/view";
import { minimalSetup } from "codemirror";
import { offers } from "./complete.js";

/** @import { CompletionContext } from "@codemirror/autocomplete" */
/** @import { DecorationSet, ViewUpdate } from "@codemirror/view" */
/** @import { Editor } from "./editor.js" */

const TOKEN = /\$\{([^{}]+)\}/g;
/** Tells the chips that there are other values to show. */
const valued = StateEffect.define();

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "1.6" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--tint)",
  },
  ".chip": {
    padding: "0 6px",
    borderRadius: "8px",
    border: "1px solid var(--accent)",
    background: "var(--tint)",
    color: "var(--ink)",
  },
  ".chip.is-empty": { borderStyle: "dashed", color: "var(--soft)", fontFamily: "ui-monospace, monospace" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--tint)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--soft)" },
});

/** A token as people see it. */
class Chip extends WidgetType {
  /** @param {string} name @param {string | undefined} value */
  constructor(name, value) {
    super();
    this.name = name;
    this.value = value;
  }

  /** @param {Chip} other */
  eq(other) {
    return other.name === this.name && other.value === this.value;
  }

  toDOM() {
    const { name, value } = this;
    const chip = Object.assign(document.createElement("span"), { className: value ? "chip" : "chip is-empty" });
    chip.textContent = value || name;
    chip.title = value ? `\${${name}} says “${value}” now` : `\${${name}} says nothing now`;
    chip.role = "img";
    chip.ariaLabel = chip.title;
    return chip;
  }
}

export class TokenField {
  /** @type {Map<string, string>} */
  #values = new Map();

  /**
   * @param {Editor} editor
   * @param {{ text: string, label: string, dir: string, write: (text: string) => void, done: () => void }} use
   */
  constructor(editor, use) {
    this.editor = editor;
    this.element = Object.assign(document.createElement("div"), { className: "in-place", dir: use.dir });
    const root = this.element.attachShadow({ mode: "open" });
    this.code = new EditorView({ doc: use.text, parent: root, root, extensions: this.#extensions(use) });
    this.element.addEventListener("keydown", (event) => event.stopPropagation());
    this.#ask();
  }

  /** @param {{ label: string, write: (text: string) => void, done: () => void }} use */
  #extensions({ label, write, done }) {
    const close = () => {
      done();
      return true;
    };
    const keys = [{ key: "Tab", run: acceptCompletion }, ...["Enter", "Escape"].map((key) => ({ key, run: close }))];
    return [
      // Completion comes before the keys that close the field.
      autocompletion({ override: [(context) => this.#complete(context)], interactionDelay: 0 }),
      Prec.high(keymap.of(keys)),
      minimalSetup,
      look,
      this.#chips(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label }),
      EditorView.domEventHandlers({ blur: done }),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (!docChanged) return;
        write(state.doc.toString());
        this.#ask();
      }),
    ];
  }

  #chips() {
    const matcher = new MatchDecorator({
      regexp: TOKEN,
      decoration: ([, name]) => Decoration.replace({ widget: new Chip(name, this.#values.get(name)) }),
    });
    class Chips {
      /** @type {DecorationSet} */
      all;

      /** @param {EditorView} view */
      constructor(view) {
        this.all = matcher.createDeco(view);
      }

      /** @param {ViewUpdate} update */
      update(update) {
        const isValued = update.transactions.some(({ effects }) => effects.some((effect) => effect.is(valued)));
        this.all = isValued ? matcher.createDeco(update.view) : matcher.updateDeco(update, this.all);
      }
    }
    return ViewPlugin.fromClass(Chips, {
      decorations: ({ all }) => all,
      provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.all ?? Decoration.none),
    });
  }

  /** Asks what the tokens say that were not there before. */
  async #ask() {
    const names = [...this.code.state.doc.toString().matchAll(TOKEN)].map(([, name]) => name);
    const fresh = [...new Set(names)].filter((name) => !this.#values.has(name));
    if (fresh.length === 0) return;
    for (const name of fresh) this.#values.set(name, "");
    const values = await this.editor.values(fresh).catch(() => ({}));
    for (const [name, value] of Object.entries(values)) this.#values.set(name, value);
    this.code.dispatch({ effects: valued.of(null) });
  }

  /** @param {CompletionContext} context */
  async #complete(context) {
    const begun = context.matchBefore(/\$\{[\w.:-]*/);
    if (!begun) return null;
    const found = await offers(this.editor, begun.text.slice(2));
    const options = found.map(({ name, value }) => ({ label: name, detail: value, apply: take }));
    return { from: begun.from, options, filter: false };
  }
}

/**
 * Writes a token in the place of what was begun.
 * @param {EditorView} view @param {{ label: string }} completion @param {number} from @param {number} to
 */
function take(view, { label }, from, to) {
  const rest = /^[\w.:-]*\}?/.exec(view.state.sliceDoc(to, view.state.doc.lineAt(to).to))?.[0].length ?? 0;
  const insert = `\${${label}}`;
  view.dispatch({ changes: { from, to: to + rest, insert }, selection: { anchor: from + insert.length } });
}
