// Imported paywalls look as the other's renderer draws them: every template of RevenueCat's at hand, on three views.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";

import { root } from "../node/cases.mjs";
import { launch, openPage } from "./chromium.mjs";
import { compare, goalsOf, measured, row, sum, table, worst } from "./fidelity.mjs";

const truth = join(root, "../shared/import/revenuecat/geometry.json");
/** What a test of the importer left: `{html, css}` of each view. */
const drawn = join(resolve(root, process.env.CARGO_TARGET_DIR ?? "target"), "imported/views.json");
const skip = !existsSync(truth)
  ? `${truth} is not at hand`
  : !existsSync(drawn) && `${drawn} is not at hand: cargo test -p paywall-import`;
const { views } = skip ? {} : JSON.parse(readFileSync(truth));
const answers = skip ? {} : JSON.parse(readFileSync(drawn));
/** For whoever mends a template: ONLY=template_001 says what is not right in it, PICTURES=folder leaves pictures. */
const { ONLY: only = "", PICTURES: pictures } = process.env;

let browser;
before(async () => {
  if (!skip)
    browser = await launch({ env: { ...process.env, FONTCONFIG_FILE: join(import.meta.dirname, "fidelity.fonts") } });
});
after(() => browser?.close());

test("imported paywalls stand and look as RevenueCat's renderer draws them", { skip }, async (t) => {
  const rows = [];
  const names = Object.keys(views).filter((name) => name.startsWith(only));
  for (const name of names) {
    const shown = await shownIn(name);
    const { lines, ...counts } = compare(views[name].components, shown);
    rows.push({ name, ...counts });
    if (only) for (const line of [name, ...lines]) t.diagnostic(line);
  }
  for (const line of table(rows)) t.diagnostic(line);
  if (only) return;
  for (const [view, goal] of Object.entries(goalsOf)) {
    const of = rows.filter((row) => measured(row.name) === view);
    const all = sum(of);
    for (const what of ["found", "right", "alike"])
      assert.ok(all[what] >= goal[what], `${view}: ${what} ${all[what].toFixed(1)} %, ${goal[what]} % were reached`);
    const least = worst(of);
    assert.ok(least.right >= goal.worst, `${view}: ${row(least)}, ${goal.worst} % were reached`);
  }
});

/** The components of one view as they stand here. */
async function shownIn(view) {
  const [width, height] = /@(\d+)x(\d+)/.exec(view).slice(1).map(Number);
  const page = await openPage(browser, { viewport: { width, height }, reducedMotion: "reduce" });
  try {
    const list = await page.evaluate(show, answers[view]);
    if (pictures) await page.screenshot({ path: join(pictures, `${view.replaceAll(" ", "_")}.png`) });
    return list;
  } finally {
    await page.close();
  }
}

/** Runs in the page: draws, waits until nothing moves, and reads every component with an id off. */
async function show(answer) {
  const shadow = await draw(answer);

  const parts = () => [...shadow.querySelectorAll("[data-id]")];
  const places = () => JSON.stringify(parts().map((part) => part.getBoundingClientRect()));
  for (let before = ""; before !== places(); ) {
    before = places();
    await rest(shadow);
  }
  const runs = (part) => {
    const range = document.createRange();
    range.selectNodeContents(part);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
    if (!rects.length) return null;
    const x = Math.min(...rects.map((rect) => rect.left));
    const y = Math.min(...rects.map((rect) => rect.top));
    const w = Math.max(...rects.map((rect) => rect.right)) - x;
    return [x, y, w, Math.max(...rects.map((rect) => rect.bottom)) - y];
  };
  return parts().map((part) => {
    const { x, y, width, height } = part.getBoundingClientRect();
    const style = getComputedStyle(part);
    const shape = part.matches(".svgImage") ? part : part.querySelector(".svgImage");
    const visible = part.checkVisibility({ visibilityProperty: true });
    return {
      id: part.dataset.id,
      rect: [x, y, width, height],
      runs: part.matches(".text") ? runs(part) : null,
      text: part.innerText.replace(/[\s\u200b]+/g, " ").trim(),
      visible,
      color: style.color,
      shape: shape && getComputedStyle(shape).color,
      size: Number.parseFloat(style.fontSize),
      fill: style.backgroundColor,
      border: `${Number.parseFloat(style.borderTopWidth)} ${style.borderTopColor}`,
      radius: style.borderRadius,
    };
  });
}
