// Which paywalls look different although nothing in them changed: by another text, product or component. The module writes
// each page of both contents, and equal pages are equal letter by letter.
import { SCREENS } from "../parts/frame.js";

/** The most pages that are written of each content; an app with more paywalls is told what changed in words alone. */
const MOST = 240;

/** Some moment, the same for both. */
const NOW = Date.UTC(2026, 0, 1);

function page({ runtime, products }, paywall, form, locale) {
  const [width, height] = SCREENS[form];
  return runtime.answer("render", { paywall, products, locale, now: NOW, device: { formFactor: form, width, height } });
}

/**
 * Lists these paywalls, each with the first language in which it differs.
 * @param {any} was @param {any} is what the module read @param {Set<string>} changed the paywalls that changed themselves
 * @param {string[]} languages those whose texts changed
 */
export function otherLooks(was, is, changed, languages) {
  const locales = languages.length ? languages : [is.locales[0]];
  const known = new Set(was?.outline.paywalls.map(({ id }) => id));
  const asked = is.outline.paywalls.filter(({ id }) => known.has(id) && !changed.has(id));
  if (asked.length * locales.length > MOST) return [];
  return asked.flatMap(({ id, name, form }) => {
    const differs = (locale) => page(was, id, form, locale) !== page(is, id, form, locale);
    const locale = locales.find(differs);
    return locale ? [{ id, name, locale }] : [];
  });
}
