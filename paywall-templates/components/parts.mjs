// The functions that the templates here are written with: JavaScript that writes Handlebars that writes JSON.
//
// An attribute's value is a number, a flag, a text, `[usual, large]` (the second for televisions), a tone (`"@ink"`: a
// property of the theme, with its dark twin), or `raw(text)`. `wide` and `narrow` hold attributes for such screens.

class Raw extends String {}
export const raw = (text) => new Raw(text);

/** The width from which a screen counts as wide. */
const WIDE = 700;
const dark = (tone) => `dark${tone[0].toUpperCase()}${tone.slice(1)}`;
const value = (given, isDark) => {
  if (given instanceof Raw) return `${given}`;
  if (Array.isArray(given)) return `{{#if @root.large}}${given[1]}{{else}}${given[0]}{{/if}}`;
  if (`${given}`.startsWith("@")) return `"{{@root.${isDark ? dark(given.slice(1)) : given.slice(1)}}}"`;
  return JSON.stringify(given);
};
const fields = (attributes, isDark) =>
  Object.entries(attributes)
    .map(([name, given]) => `"${name}":${value(given, isDark)}`)
    .join();
const isTone = (given) => typeof given === "string" && given.startsWith("@");

export const assertion = (value, operator, expected) =>
  `{"value":"${value}","operator":"${operator}","expected":${expected}}`;
const overlay = (assertions, attributes, isDark) =>
  `{"assertions":[${assertions}],"attributes":{${fields(attributes, isDark)}}}`;
const isDark = assertion("{{@root.dark}}", "equals", true);

/** Returns attributes that hold while assertions do, with the dark twins of their tones. */
export function when(assertions, attributes) {
  const tones = Object.fromEntries(Object.entries(attributes).filter(([, given]) => isTone(given)));
  const usual = overlay(assertions, attributes);
  return Object.keys(tones).length ? `${usual},${overlay([assertions, isDark], tones, true)}` : usual;
}

/** Returns a component of a kind, with its attributes and children. */
export function part(kind, { wide, narrow, also = [], ...attributes }, ...children) {
  const tones = Object.fromEntries(Object.entries(attributes).filter(([, given]) => isTone(given)));
  const overlays = [
    ...(Object.keys(tones).length ? [overlay(isDark, tones, true)] : []),
    ...(wide ? [overlay(assertion("${state.viewportWidth}", "gte", WIDE), wide)] : []),
    ...(narrow ? [overlay(assertion("${state.viewportWidth}", "lt", WIDE), narrow)] : []),
    ...also,
  ];
  const inside = [
    `"component":"${kind}"`,
    fields(attributes),
    overlays.length ? `"conditionAttributes":[${overlays}]` : "",
    children.length ? `"components":[${children}]` : "",
  ];
  return `{${inside.filter(Boolean)}}`;
}

const box =
  (direction) =>
  (attributes, ...children) =>
    part("container", { direction, horizontalAlignment: "left", verticalAlignment: "top", ...attributes }, ...children);
export const column = box("vertical");
export const row = box("horizontal");
/** The attributes of a component that takes the rest of the width beside another. */
export const rest = { width: 0, grow: true };
export const text = (words, size, tone, more = {}) =>
  part("text", {
    text: words,
    fontSize: size,
    fontColor: tone,
    fontName: "{{@root.font}}",
    alignment: "left",
    ...more,
  });
export const symbol = (name, size, tone, more = {}) =>
  part("symbol", { name, fontSize: size, fontColor: tone, ...more });
/** Returns a sign in a filled circle. */
export const disc = (name, [usual, large], tone, fill, more = {}) => {
  const pad = (side) => [Math.round(usual * side), Math.round(large * side)];
  const padding = Object.fromEntries(["top", "right", "bottom", "left"].map((side) => [`${side}Padding`, pad(0.275)]));
  return symbol(name, pad(0.45), tone, {
    width: [usual, large],
    height: [usual, large],
    ...padding,
    borderRadius: pad(0.5),
    fillColor: fill,
    ...more,
  });
};
/** Returns rows of as many columns as fit. */
export const wrap = (attributes, ...children) =>
  part(
    "responsiveGrid",
    {
      loopSource: raw("[1]"),
      direction: "horizontal",
      width: "100%",
      horizontalAlignment: "left",
      verticalAlignment: "top",
      ...attributes,
    },
    ...children,
  );
export const each = (list, ...children) => `{{#each ${list}}}${children},{{/each}}`;
export const given = (name, ...children) => `{{#if ${name}}}${children},{{/if}}`;
export const pad = (vertical, horizontal = vertical) => ({
  topPadding: vertical,
  bottomPadding: vertical,
  leftPadding: horizontal,
  rightPadding: horizontal,
});
export const card = { fillColor: "@surface", borderWidth: 1, borderColor: "@line", borderRadius: [18, 28] };
export const heading = given("@root.title", text("**{{@root.title}}**", [22, 44], "@ink", { width: "100%" }));

const tones = {
  ink: ["#14211b", "#f2f6f3"],
  muted: ["#55645c", "#a9b7af"],
  surface: ["#ffffff", "#1a2420"],
  line: ["#dde4df", "#34423b"],
  accent: ["#1b6b48", "#7ddcae"],
  onAccent: ["#ffffff", "#07261a"],
  soft: ["#e3f2ea", "#1f3a2e"],
};
const text_ = (value, description) => ({ type: "text", default: value, description });
/** The properties of the theme, which every component here takes. */
export const theme = {
  ...Object.fromEntries(
    Object.entries(tones).flatMap(([name, [light, night]]) => [
      [name, text_(light)],
      [dark(name), text_(night)],
    ]),
  ),
  font: text_("Inter"),
  dark: text_("${state.darkMode}", "when the dark colours hold"),
  large: { type: "flag", default: false, description: "sizes for televisions" },
};
const texts = Object.keys(theme).filter((name) => name !== "large");
/** The theme as properties, to pass it on to another component. */
export const passed = `${texts.map((name) => `"${name}":"{{@root.${name}}}"`).join()},"large":{{@root.large}}`;
