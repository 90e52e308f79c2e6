// The ways in which a design says what a customer gets.

import { rest } from "./kit.mjs";

/** A line for each, with a sign before it. */
export function checks(kit, s, names, icon = "CheckOutlined") {
  const { column, row, text, symbol } = kit;
  const line = (name) =>
    row(
      { width: "100%", spacing: s.body * 0.7, verticalAlignment: "center" },
      symbol(icon, s.body, "@accentInk"),
      text(`\${text.${name}}`, s.body, "@ink", rest),
    );
  return column({ width: "100%", spacing: s.body * 0.7 }, ...names.map(line));
}

/** An icon in a disc, a name and a sentence for each. `across` puts them side by side. */
export function icons(kit, s, entries, across = false) {
  const { column, row, text, disc } = kit;
  const words = (name, more) =>
    column(
      { spacing: s.small * 0.2, ...more },
      text(`**\${text.${name}}**`, s.body, "@ink"),
      text(`\${text.${name}-text}`, s.small, "@muted", { lineHeight: 1.35 }),
    );
  const one = ([icon, name]) =>
    across
      ? column({ ...rest, spacing: s.small }, disc(icon, s.disc, "@accentInk", "@soft"), words(name, { width: "100%" }))
      : row(
          { width: "100%", spacing: s.small, verticalAlignment: "center" },
          disc(icon, s.disc, "@accentInk", "@soft"),
          words(name, rest),
        );
  return (across ? row : column)({ width: "100%", spacing: across ? s.gap * 1.4 : s.gap * 0.8 }, ...entries.map(one));
}

/** Tiles, two in a row. */
export function tiles(kit, s, entries) {
  const { column, row, text, disc } = kit;
  const tile = ([icon, name]) =>
    row(
      {
        ...rest,
        spacing: s.small * 0.8,
        verticalAlignment: "center",
        fillColor: "@card",
        borderRadius: kit.theme.radius,
        topPadding: s.small * 0.9,
        bottomPadding: s.small * 0.9,
        leftPadding: s.small * 0.9,
        rightPadding: s.small * 0.6,
      },
      disc(icon, s.disc * 0.8, "@accentInk", "@soft"),
      text(`\${text.${name}}`, s.small, "@ink", { ...rest, lineHeight: 1.25 }),
    );
  const pairs = entries.flatMap((_, at) => (at % 2 ? [] : [entries.slice(at, at + 2)]));
  return column(
    { width: "100%", spacing: s.gap * 0.6 },
    ...pairs.map((pair) =>
      row({ width: "100%", spacing: s.gap * 0.6, verticalAlignment: "stretch" }, ...pair.map(tile)),
    ),
  );
}

/** How a free trial goes: a line from stop to stop. */
export function timeline(kit, s, stops) {
  const { column, row, text, disc } = kit;
  const stop = ([icon, name], at) =>
    row(
      { width: "100%", spacing: s.body, verticalAlignment: "stretch" },
      column(
        { horizontalAlignment: "center", spacing: 0 },
        disc(icon, s.disc * 0.86, at ? "@accentInk" : "@onAccent", at ? "@soft" : "@accent"),
        ...(at < stops.length - 1 ? [column({ width: 2, height: s.gap * 0.9, grow: true, fillColor: "@line" })] : []),
      ),
      column(
        { ...rest, spacing: s.small * 0.2, bottomPadding: at < stops.length - 1 ? s.gap * 0.8 : 0 },
        text(`**\${text.${name}}**`, s.body, "@ink"),
        text(`\${text.${name}-text}`, s.small, "@muted", { lineHeight: 1.35 }),
      ),
    );
  return column({ width: "100%", spacing: 0 }, ...stops.map(stop));
}

/** What is free and what is paid for, in two columns. */
export function table(kit, s, heads, lines) {
  const { column, row, text, symbol } = kit;
  const wide = s.table;
  const cell = (inside, paid, corners) =>
    row(
      {
        width: wide,
        horizontalAlignment: "center",
        verticalAlignment: "center",
        topPadding: s.row,
        bottomPadding: s.row,
        ...(paid && { fillColor: "@soft" }),
        ...(corners && { borderRadius: kit.theme.radius - 1, roundBorders: corners }),
      },
      inside,
    );
  const corner = (at) => (at === 0 ? ["upperRight"] : at === lines.length ? ["lowerRight"] : undefined);
  const line = (name, free, paid, at) =>
    row(
      {
        width: "100%",
        verticalAlignment: "stretch",
        ...(at && { borderWidth: 1, borders: ["top"], borderColor: "@line" }),
      },
      row(
        {
          ...rest,
          verticalAlignment: "center",
          topPadding: s.row,
          bottomPadding: s.row,
          leftPadding: s.small,
          rightPadding: 4,
        },
        name,
      ),
      cell(free, false),
      cell(paid, true, corner(at)),
    );
  const mark = (yes) =>
    symbol(yes ? "CheckOutlined" : "MinusOutlined", s.body, yes ? "@accentInk" : "@muted", {
      screenreaderText: `\${text.${yes ? "yes" : "no"}}`,
    });
  return column(
    {
      width: "100%",
      spacing: 0,
      fillColor: "@card",
      borderRadius: kit.theme.radius,
      borderWidth: 1,
      borderColor: "@line",
    },
    line(
      text("", s.small, "@muted"),
      text(`\${text.${heads[0]}}`, s.small, "@muted", { alignment: "center" }),
      text(`**${heads[1]}**`, s.small, "@accentInk", { alignment: "center" }),
      0,
    ),
    ...lines.map(([name, free], at) =>
      line(text(`\${text.${name}}`, s.small, "@ink", { lineHeight: 1.2 }), mark(free), mark(true), at + 1),
    ),
  );
}
