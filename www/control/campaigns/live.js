// The rules as they are live in the environment, read once for each deployment.
import { contentOf } from "../module.js";
import { environment } from "../store.js";

/** @import { Work } from "./work.js" */

/** The document that is live, by its revision; undefined while it is asked for. */
const live = new Map();

/** Returns the rule as it is live; null where it is not, undefined until that is known. */
export function liveRule(/** @type {Work} */ work, /** @type {string} */ rule) {
  const { revision } = environment().live ?? {};
  if (!revision) return null;
  if (!live.has(revision)) {
    live.clear();
    live.set(revision, undefined);
    contentOf({ revision }).then(
      ({ document }) => {
        live.set(revision, document);
        work.show();
      },
      () => live.set(revision, null),
    );
  }
  const rules = live.get(revision)?.campaign_rules;
  return live.get(revision) === undefined
    ? undefined
    : (rules?.find((/** @type {any} */ one) => one.rule === rule) ?? null);
}
