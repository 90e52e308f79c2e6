// Fonts that every engine draws alike, so that tests compare boxes and not fonts.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Tables by which a font is drawn differently at some sizes, or between some letters. */
const FINE = ["GPOS", "GSUB", "kern", "hdmx", "LTSH", "VDMX"];

/**
 * A font of the system, of which every letter is half as wide as it is high. At even sizes all widths are whole
 * pixels, so that an engine that rounds the width of each letter, as WebKit on Linux does, has nothing to round.
 */
export function evenFont(weight) {
  const font = readFileSync(execFileSync("fc-match", ["-f", "%{file}", `Liberation Sans:weight=${weight}`]));
  const tables = new Map();
  for (let row = 12; row < 12 + 16 * font.readUInt16BE(4); row += 16) {
    const name = font.toString("latin1", row, row + 4);
    tables.set(name, font.readUInt32BE(row + 8));
    if (FINE.includes(name)) font.write(name.toLowerCase().replace(/^./, "x"), row, "latin1");
  }
  const half = font.readUInt16BE(tables.get("head") + 18) / 2;
  const count = font.readUInt16BE(tables.get("hhea") + 34);
  for (let glyph = 0; glyph < count; glyph += 1) font.writeUInt16BE(half, tables.get("hmtx") + 4 * glyph);
  return font;
}
