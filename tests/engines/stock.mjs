// The stock document, and the real one where it is at hand, with what tests ask of them.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root } from "../node/cases.mjs";

const text = (path) => readFileSync(join(root, path), "utf8");

export const stock = {
  document: text("paywall-templates/document.json"),
  products: JSON.parse(text("paywall-templates/products.json")),
};

const realFile = "../shared/real/tv-initial-config.json";
export const real = existsSync(join(root, realFile)) && {
  document: text(realFile),
  products: JSON.parse(text("../shared/real/geometry.json")).products,
};

/** The screens of paywalls, in CSS pixels. */
export const SCREENS = {
  phone: [390, 844],
  tablet: [820, 1180],
  desktop: [1280, 720],
  television: [1920, 1080],
};

/** The instant at which tests take place. */
export const NOW = 1_764_000_000_000;

/** Every page of every paywall on each screen that its name speaks of: `{paywall, name, page, formFactor}`. */
export function viewsOf({ document, products }) {
  const { paywalls } = JSON.parse(document);
  return paywalls.flatMap(({ id, name, template }) => {
    const named = Object.keys(SCREENS).filter((form) => name.toLowerCase().includes(form));
    const isTelevision = /\b(tv|ctv)\b/i.test(name);
    const forms = named.length ? named : isTelevision ? ["television"] : ["phone", "tablet", "desktop"];
    return forms.flatMap((formFactor) => {
      const [width, height] = SCREENS[formFactor];
      return template.pages.map(({ name: currentPage }) => ({
        name: `${name} / ${currentPage} @${width}x${height}`,
        request: {
          paywall: id,
          products,
          device: { formFactor, width, height },
          locale: "en-US",
          now: NOW,
          state: { currentPage },
        },
      }));
    });
  });
}
