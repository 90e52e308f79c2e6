// How alike two drawings of a paywall are: components found, at the right place, and of the same look.

/** How far a component may stand off at each side, in CSS pixels. */
const tolerance = 4;

/** The shares, in percent, that imported templates have reached, by view; `worst` is `right` of the worst template. */
export const goalsOf = {
  "390x844": { found: 99.3, right: 99.3, worst: 92, alike: 99.9 },
  "834x1194": { found: 99.3, right: 99.3, worst: 92, alike: 99.9 },
  selected: { found: 98.9, right: 98.9, worst: 92, alike: 99.9 },
};

/** The kind of a view: its size, or after a selection. */
export function measured(name) {
  return name.includes(" after ") ? "selected" : name.replace(/^.*@/, "");
}

/**
 * Compares the components of the truth, but its boxes, with those that are shown here.
 * Answers the counts, and a line for everything that is not as it should be.
 */
export function compare(components, shown) {
  const [byId, lines] = [new Map(), []];
  for (const part of shown) if (part.visible && !byId.has(part.id)) byId.set(part.id, part);
  const counts = { all: 0, found: 0, sure: 0, right: 0, near: 0, asked: 0, alike: 0 };
  for (const there of components) {
    if (there.type === "box") continue;
    counts.all += 1;
    const here = byId.get(there.id);
    const say = (what) => lines.push(`  ${there.type} ${there.id}: ${what}`);
    const isFound = here && (there.text === undefined || words(there.text) === here.text);
    if (isFound) counts.found += 1;
    else say(here ? `"${here.text}", there "${words(there.text)}"` : "missing");
    if (!there.unsure) {
      const off = isFound ? offBy(there, here) : Number.POSITIVE_INFINITY;
      counts.sure += 1;
      if (off <= tolerance) counts.right += 1;
      else if (isFound) say(`[${rectOf(there, here).map((value) => +value.toFixed(1))}], there [${placeOf(there)}]`);
      if (off <= 1) counts.near += 1;
    }
    for (const [name, one, other] of isFound ? looks(there, here) : []) {
      counts.asked += 1;
      if (one === other || isNear(name, one, other)) counts.alike += 1;
      else say(`${name} ${other}, there ${one}`);
    }
  }
  return { ...counts, lines };
}

const words = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const placeOf = ({ x, y, w, h }) => [x, y, w, h];
/** Texts are compared by their glyphs, everything else by its box. */
const rectOf = (there, here) => (there.type === "text" ? (here.runs ?? here.rect) : here.rect);

/** How far the worst side of a component is off. */
function offBy(there, here) {
  const rect = rectOf(there, here);
  return Math.max(...placeOf(there).map((value, index) => Math.abs(value - rect[index])));
}

/** The looks that the truth says: name, value there, value here. */
function* looks(there, here) {
  if (there.type === "text") {
    yield ["color", there.color, here.color];
    yield ["size", there.size, here.size];
  }
  if (there.type === "icon") yield ["shape", there.color, here.shape];
  if (there.fill && !there.fill.includes("gradient")) yield ["fill", there.fill, here.fill];
  if (there.border) yield ["border", there.border, here.border];
  if (there.radius) yield ["radius", there.radius, here.radius];
}

/** Colours may differ by 2 of 255 in a channel, lengths by a pixel. */
function isNear(name, one, other) {
  const numbers = (text) => (String(text).match(/[\d.]+/g) ?? []).map(Number);
  const [a, b] = [numbers(one), numbers(other)];
  const most = name === "radius" ? 1 : name === "size" ? 0.5 : 2;
  // Radii beyond half of the box are all the same.
  if (name === "radius" && a[0] > 500 && b[0] > 500) return true;
  return a.length === b.length && a.every((value, index) => Math.abs(value - b[index]) <= most);
}

/** The shares of rows together, in percent. */
export function sum(rows) {
  const total = (name) => rows.reduce((sum, row) => sum + row[name], 0);
  const share = (part, of) => (total(of) ? (100 * total(part)) / total(of) : 100);
  return {
    found: share("found", "all"),
    right: share("right", "sure"),
    near: share("near", "sure"),
    alike: share("alike", "asked"),
    count: total("all"),
  };
}

/** The view with the least share of components at the right place. */
export function worst(rows) {
  const all = rows.map((row) => ({ name: row.name, ...sum([row]) }));
  return all.sort((one, other) => one.right - other.right)[0];
}

/** A line of the table. */
export function row({ name, found, right, near, alike, count }) {
  const shares = [found, right, near, alike].map((share) => share.toFixed(1).padStart(6));
  return `${name.padEnd(40)} ${String(count).padStart(5)} ${shares.join(" ")}`;
}

/** The table: each view, and each kind of view with its worst. */
export function table(rows) {
  const lines = [`${"".padEnd(40)} count  found  right  1 px  alike`];
  for (const one of rows) lines.push(row({ name: one.name, ...sum([one]) }));
  for (const view of Object.keys(goalsOf)) {
    const of = rows.filter((row) => measured(row.name) === view);
    if (!of.length) continue;
    lines.push(row({ name: `all ${view}`, ...sum(of) }));
    lines.push(`  worst: ${row(worst(of)).trim()}`);
  }
  return lines;
}
