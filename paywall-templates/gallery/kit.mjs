// The components that the designs here are made of, as functions.
//
// An attribute that begins with `@` names a colour of the theme: one colour, or a light and a dark one.
// `when` has attributes that hold while assertions do: `[[assertion, …], attributes]`.

export const is = (value, operator, expected) => ({ value, operator, expected });
const dark = is("${state.darkMode}", "equals", true);
/** Holds on screens that are too narrow for two columns. */
export const narrow = is("${state.viewportWidth}", "lt", 1000);
export const low = is("${state.viewportHeight}", "lt", 1000);
export const broad = is("${state.viewportWidth}", "gte", 1000);
/** Holds on screens as narrow as a phone. */
export const slim = is("${state.viewportWidth}", "lt", 620);
/** Holds while the selected product, or the one around the component, has a free trial. */
export const trial = is("${sku.freeTrialEligible}", "equals", true);
/** Holds while it has an introductory price. */
export const intro = is("${sku.introEligible}", "equals", true);
export const noTrial = is("${sku.freeTrialEligible}", "notEquals", true);
export const noIntro = is("${sku.introEligible}", "notEquals", true);
export const once = is("${sku.sku_type}", "equals", "one_time_purchase");
export const chosen = is("${sku.id}", "equals", "${state.selectedProducts.plans}");

export const pad = (vertical, horizontal = vertical) => ({
  topPadding: vertical,
  bottomPadding: vertical,
  leftPadding: horizontal,
  rightPadding: horizontal,
});
/** The attributes of a component that takes the room that is left beside others. */
export const rest = { width: 0, grow: true };
/** A drawing as the address of a picture. */
export const drawing = (svg) =>
  `data:image/svg+xml;base64,${Buffer.from(svg.replace(/\n\s*/g, "")).toString("base64")}`;

/** Returns the function that makes a component, with the colours of a theme. */
function painter(theme) {
  const isTone = (value) => typeof value === "string" && value.startsWith("@");
  const tone = (value, at) => {
    if (!isTone(value)) return value;
    if (!(value.slice(1) in theme)) throw new Error(`the theme has no ${value}`);
    return [theme[value.slice(1)]].flat().at(at);
  };
  const resolved = (attributes, at) =>
    Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, tone(value, at)]));
  const differ = (attributes) =>
    Object.fromEntries(
      Object.entries(attributes).filter(([, value]) => isTone(value) && tone(value, 0) !== tone(value, -1)),
    );
  const overlays = (assertions, attributes) => [
    ...(assertions.length ? [{ assertions, attributes: resolved(attributes, 0) }] : []),
    ...(Object.keys(differ(attributes)).length
      ? [{ assertions: [...assertions, dark], attributes: resolved(differ(attributes), -1) }]
      : []),
  ];
  const part = (component, { when = [], ...attributes }, components) => {
    const conditionAttributes = [
      ...overlays([], attributes),
      ...when.flatMap(([assertions, more]) => overlays(assertions, more)),
    ];
    return {
      component,
      ...resolved(attributes, 0),
      ...(conditionAttributes.length && { conditionAttributes }),
      ...(components && { components }),
    };
  };
  return part;
}

/** Returns the functions for a theme. */
export function kit(theme) {
  const part = painter(theme);
  const box =
    (direction) =>
    (attributes, ...components) =>
      part(
        "container",
        { direction, horizontalAlignment: "left", verticalAlignment: "top", ...attributes },
        components.filter(Boolean),
      );
  const text = (words, fontSize, fontColor, more = {}) =>
    part("text", { text: words, fontSize, fontColor, fontName: theme.font ?? "Inter", alignment: "left", ...more });
  const title = (words, fontSize, fontColor, more = {}) =>
    text(`**${words}**`, fontSize, fontColor, { fontName: theme.display ?? "Inter", lineHeight: 1.12, ...more });
  const symbol = (name, fontSize, fontColor, more = {}) => part("symbol", { name, fontSize, fontColor, ...more });
  const disc = (name, size, fontColor, fillColor, more = {}) =>
    symbol(name, Math.round(size * 0.46), fontColor, {
      width: size,
      height: size,
      ...pad(Math.round(size * 0.27)),
      borderRadius: Math.round(size * (theme.square ? 0.3 : 0.5)),
      fillColor,
      ...more,
    });
  const button = (id, onTap, attributes, ...components) =>
    part("button", { id, onTap, direction: "horizontal", ...attributes }, components);
  const image = (url, attributes) => part("image", { url, alt: "", imageCropping: "fill", ...attributes });
  /** Rows of as many as fit. */
  const wrap = (attributes, ...components) =>
    part(
      "responsiveGrid",
      { loopSource: [1], direction: "horizontal", width: "100%", ...attributes },
      components.filter(Boolean),
    );
  return {
    part,
    column: box("vertical"),
    row: box("horizontal"),
    text,
    title,
    symbol,
    disc,
    button,
    image,
    wrap,
    theme,
  };
}
