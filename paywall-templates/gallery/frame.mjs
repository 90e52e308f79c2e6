// The pages: one for phones, one for tablets and desktops (two columns, or one below the other where it is narrow), and
// one for televisions. All of them have the picture, the title, what a design says, the plans, the button that buys, the
// words of the price, and ways to restore, to read the terms and to close.

import { broad, kit as made, low, narrow, pad, rest, slim } from "./kit.mjs";
import { buying } from "./plans.mjs";

export const sizes = {
  phone: {
    title: 31,
    lead: 17,
    body: 15,
    small: 13,
    tiny: 11,
    price: 18,
    gap: 16,
    side: 20,
    button: 54,
    radius: 16,
    disc: 38,
    table: 76,
    row: 9,
  },
  wide: {
    title: 42,
    lead: 18,
    body: 16,
    small: 14,
    tiny: 12,
    price: 20,
    gap: 18,
    side: 48,
    button: 56,
    radius: 18,
    disc: 44,
    table: 104,
    row: 11,
  },
  television: {
    title: 68,
    lead: 34,
    body: 30,
    small: 25,
    tiny: 21,
    price: 36,
    gap: 30,
    side: 96,
    button: 92,
    radius: 28,
    disc: 76,
    table: 170,
    row: 13,
    large: true,
  },
};
const away = { function: "namiClosePaywall" };
const links = { terms: "https://example.com/terms", privacy: "https://example.com/privacy" };

function close({ button, symbol }) {
  return button(
    "close",
    away,
    { title: "Close", width: 44, height: 44, borderRadius: 22, fillColor: "@veil", screenreaderText: "${text.close}" },
    symbol("CloseOutlined", 17, "@onVeil"),
  );
}

const header = (kit) =>
  kit.row({ title: "Header", width: "100%", ...pad(8, 12), zIndex: 3, horizontalAlignment: "right" }, close(kit));

/** Restore, terms and privacy, in one line or more. */
function legal({ button, text, wrap }, s, tone = "@muted") {
  const link = (name, more) =>
    button(
      name,
      more.onTap,
      { title: name, height: 32, leftPadding: 9, rightPadding: 9, ...more },
      text(`\${text.${name}}`, s.small - 1, tone, { alignment: "center" }),
    );
  return wrap(
    { horizontalAlignment: "center", verticalAlignment: "center", spacing: 0 },
    link("restore", { onTap: { function: "namiRestorePurchases" } }),
    link("terms", { url: links.terms }),
    link("privacy", { url: links.privacy }),
  );
}

function heading(kit, s, more = {}) {
  const { column, title, text, theme } = kit;
  const centred = more.alignment === "center" ? { horizontalAlignment: "center" } : {};
  return column(
    { width: "100%", spacing: s.title * 0.28, ...centred },
    ...(theme.brand && s.brand !== false
      ? [text(`**${theme.brand}**`, s.small, "@accentInk", { ...more, width: "100%" })]
      : []),
    title("${text.title}", s.title, "@ink", { ...more, width: "100%" }),
    text("${text.subtitle}", s.lead, "@muted", { lineHeight: 1.35, ...more, width: "100%" }),
  );
}

const page = (backgroundContainer, contentContainer, more = {}) => ({
  name: "plans",
  header: null,
  footer: null,
  backgroundContainer,
  contentContainer,
  ...more,
});

/** The page for phones: the picture on top, and the button that buys always at the bottom. */
export function phone(design) {
  const kit = made(design.theme);
  const { column, image } = kit;
  const s = { ...sizes.phone, ...design.phone };
  const art = image(design.art, { title: "Picture", width: "100%", height: design.artHeight ?? "33vh" });
  const body = column(
    {
      title: "Content",
      width: "100%",
      spacing: s.gap * 1.15,
      ...pad(0, s.side),
      topMargin: design.overlap ?? s.gap,
      zIndex: 1,
      bottomPadding: s.gap,
    },
    heading(kit, s, design.centred ? { alignment: "center" } : {}),
    design.body(kit, s),
    design.plans(kit, s),
  );
  const content = column(
    { title: "Page", width: "100%", height: "100%" },
    column({ title: "Sheet", width: "100%", topMargin: -60 }, art, body),
  );
  const footer = column(
    {
      title: "Footer",
      width: "100%",
      spacing: 2,
      topPadding: 12,
      bottomPadding: 6,
      leftPadding: s.side,
      rightPadding: s.side,
      fillColor: "@base",
      horizontalAlignment: "center",
      zIndex: 2,
    },
    buying(kit, s),
    legal(kit, s),
  );
  return page(column({ width: "100%", height: "100%", fillColor: "@page" }), content, {
    header: [header(kit)],
    footer: [footer],
    stickyFooter: true,
    stickyHeader: true,
  });
}

/** The page for tablets and desktops. */
export function wide(design) {
  const kit = made(design.theme);
  const { column, row, image } = kit;
  const s = { ...sizes.wide, ...design.wide };
  const fills = { width: "100%", height: "100%", position: "left-top" };
  const side = column({ title: "Picture", ...rest, when: [[[narrow], { hidden: true }]] }, image(design.art, fills));
  const above = column(
    {
      title: "Picture above",
      width: "100%",
      height: design.tablet ?? "45vh",
      when: [
        [[narrow, low], { height: "11vh" }],
        [[broad], { hidden: true }],
      ],
    },
    image(design.art, fills),
  );
  // Makes the row as high as the screen, and lets it grow.
  const strut = column({ width: 0, height: "100vh", when: [[[narrow], { hidden: true }]] });
  const inside = column(
    { title: "Content", width: "100%", spacing: s.gap * 1.25 },
    heading(kit, s, design.centred ? { alignment: "center" } : {}),
    design.body(kit, s),
    design.plans(kit, s),
    buying(kit, s),
    legal(kit, s),
  );
  const pane = column(
    {
      title: "Pane",
      width: 620,
      ...pad(56, s.side),
      verticalAlignment: "center",
      when: [
        [[narrow], { width: "100%", leftPadding: 96, rightPadding: 96, topPadding: 36 }],
        [[slim], { leftPadding: 24, rightPadding: 24, topPadding: 24 }],
      ],
    },
    inside,
  );
  const parts = design.artSide === "end" ? [pane, side] : [side, pane];
  const sheet = row(
    {
      title: "Sheet",
      width: "100%",
      topMargin: -60,
      verticalAlignment: "stretch",
      when: [[[narrow], { direction: "vertical" }]],
    },
    above,
    ...parts,
    strut,
  );
  const content = column({ title: "Page", width: "100%", height: "100%" }, sheet);
  return page(column({ width: "100%", height: "100%", fillColor: "@page" }), content, {
    header: [header(kit)],
    stickyHeader: true,
  });
}

/** The page for televisions: the picture fades into the colour of the page on the left, and the plans are on the right. */
export function television(design) {
  const night = Object.fromEntries(Object.entries(design.theme).map(([name, tones]) => [name, [tones].flat().at(-1)]));
  const kit = made(night);
  const { column, row, image, button, text } = kit;
  const s = { ...sizes.television, ...design.television };
  const high = { height: 1080 - 2 * 64 };
  const say = column(
    { ...rest, ...high, spacing: s.gap * 1.2, verticalAlignment: "bottom" },
    heading(kit, s),
    design.body(kit, s),
  );
  const small = (id, words, onTap) =>
    button(
      id,
      onTap,
      {
        title: id,
        height: 64,
        leftPadding: 28,
        rightPadding: 28,
        borderRadius: 32,
        fillColor: "@card",
        focusedFillColor: "@focus",
        focusedFontColor: "@onFocus",
      },
      text(`\${text.${words}}`, s.small, "@ink", { alignment: "center" }),
    );
  const ways = row(
    { width: "100%", spacing: 18, verticalAlignment: "center" },
    small("restore", "restore", { function: "namiRestorePurchases" }),
    small("close", "not-now", away),
  );
  const terms = text("${text.terms}: example.com/terms · ${text.privacy}: example.com/privacy", s.tiny, "@muted", {
    width: "100%",
  });
  const sell = column(
    { width: 780, ...high, spacing: s.gap, verticalAlignment: "center" },
    design.plans(kit, s),
    buying(kit, s),
    ways,
    terms,
  );
  const content = row({ title: "Page", width: "100%", height: "100%", ...pad(64, s.side), spacing: 96 }, say, sell);
  const picture = image(design.art, { width: 1000, height: 640, position: "left-top" });
  const fade = column({
    width: "100%",
    height: 641,
    position: "left-top",
    fillColor: `linear-gradient(180deg, ${night.base}00 22%, ${night.base} 82%)`,
  });
  return page(column({ width: "100%", height: "100%", fillColor: "@page" }, picture, fade), content);
}
