// What differs on one form factor: attributes under a condition on `state.formFactor`, beside those that hold everywhere.

/** @import { Thing } from "./things.js" */

/** @param {string} form */
const assertion = (form) => ({ value: "${state.formFactor}", operator: "equals", expected: form });

/** @param {any} entry @param {string} form */
function isFor({ assertions, orAssertions }, form) {
  const [only, ...more] = assertions ?? [];
  const { value, operator, expected } = only ?? {};
  return (
    !orAssertions && more.length === 0 && value === "${state.formFactor}" && operator === "equals" && expected === form
  );
}

/**
 * Returns the attributes of a thing that hold on one form factor alone.
 * @param {Thing} thing
 * @param {string} form
 * @returns {Record<string, any> | undefined}
 */
export function onForm({ attributes }, form) {
  const list = attributes.conditionAttributes;
  return Array.isArray(list) ? list.find((entry) => isFor(entry, form))?.attributes : undefined;
}

/**
 * Lists the form factors on which an attribute differs.
 * @param {Thing} thing
 * @param {string} name
 */
export function differing(thing, name) {
  return ["phone", "tablet", "desktop", "television"].filter((form) => onForm(thing, form)?.[name] !== undefined);
}

/**
 * Makes the list of conditions with another value on one form factor; undefined takes the difference away.
 * @param {Thing} thing
 * @param {string} form
 * @param {string} name
 * @param {any} value
 */
export function withForm({ attributes }, form, name, value) {
  const list = Array.isArray(attributes.conditionAttributes) ? structuredClone(attributes.conditionAttributes) : [];
  let entry = list.find((one) => isFor(one, form));
  if (!entry) list.push((entry = { assertions: [assertion(form)], attributes: {} }));
  if (value === undefined) delete entry.attributes[name];
  else entry.attributes[name] = value;
  const kept = list.filter((one) => Object.keys(one.attributes ?? {}).length > 0);
  return kept.length > 0 ? kept : undefined;
}
