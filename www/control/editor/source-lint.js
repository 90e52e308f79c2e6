// Says in the source what is to be looked at: what is no JSON, what the draft refuses, and what the check finds.
import { jsonParseLinter } from "@codemirror/lang-json";
import { syntaxTree } from "@codemirror/language";
import { fixOf } from "./checks.js";
import { find, propertyOf } from "./source-complete.js";

/** @import { Diagnostic } from "@codemirror/lint" */
/** @import { EditorState } from "@codemirror/state" */
/** @import { Editor } from "./editor.js" */

const parse = jsonParseLinter();

/**
 * @param {Editor} editor
 * @param {EditorState} state
 * @param {string} refused why the draft does not take what is typed
 * @returns {Diagnostic[]}
 */
export function diagnostics(editor, state, refused) {
  const broken = state.doc.length > 0 ? parse(/** @type {any} */ ({ state })) : [];
  if (broken.length > 0) return broken;
  const whole = { from: 0, to: Math.min(1, state.doc.length) };
  /** @type {Diagnostic[]} */
  const found = refused ? [{ ...whole, severity: "error", message: refused }] : [];
  const objects = located(state);
  for (const [id, problems] of editor.problems) {
    const object =
      objects.get(id) ?? (id === (editor.selection[0] ?? "") ? syntaxTree(state).topNode.firstChild : undefined);
    const thing = editor.things.get(id);
    if (!object || !thing) continue;
    for (const problem of problems) {
      const { from } = propertyOf(state, object, problem.field ?? "") ?? object;
      const fix = fixOf(editor, thing, problem);
      const actions = fix ? [{ name: `Write ${fix.meant}`, apply: () => void editor.change(fix.operations) }] : [];
      const severity = problem.level === "error" ? "error" : "warning";
      found.push({
        from,
        to: state.doc.lineAt(from).to,
        severity,
        message: problem.message,
        source: problem.code,
        actions,
      });
    }
  }
  return found;
}

/**
 * Finds the objects of the components in the source.
 * @param {EditorState} state
 */
function located(state) {
  const found = new Map();
  syntaxTree(state).iterate({
    enter: ({ name, node }) => {
      const id = name === "Object" && find(state, node, "component") !== undefined && find(state, node, "id");
      if (id) found.set(id, node);
    },
  });
  return found;
}
