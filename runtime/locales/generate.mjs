// Writes runtime/src/locale/en.bin and cldr.bin, the numbers, currencies, plurals, periods and dates of English and of all
// other languages, and runtime/src/locale/plural_samples.txt, by which the plural rules are tested.
//
//   npm install && npm run generate
//
// The data is CLDR's (Unicode licence, cldr.LICENSE). runtime/src/locale/table.rs reads the table and describes its form.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";

import { aliases, currencies, languages, larger, otherScripts, worldwide } from "./languages.mjs";
import { pluralRecord, pluralRules, samples } from "./plural.mjs";

const read = (path) => JSON.parse(readFileSync(new URL(`node_modules/${path}`, import.meta.url)));
const supplemental = (name) => read(`cldr-core/supplemental/${name}.json`).supplemental;
const parents = supplemental("parentLocales").parentLocales.parentLocale;
const systems = supplemental("numberingSystems").numberingSystems;
const tender = supplemental("currencyData").currencyData.region;
const territories = supplemental("territoryInfo").territoryInfo;
const likely = supplemental("likelySubtags").likelySubtags;
const available = new Set(read("cldr-core/availableLocales.json").availableLocales.full);
available.add("und");

/** The functions that make a locale's records, in the order of the table's sections. */
const sections = [
  numbers,
  currencySymbols,
  plurals,
  units,
  months,
  shortMonths,
  days,
  shortDays,
  dayPeriods,
  datePatterns,
  timePatterns,
  glue,
];
/** Characters that have a byte of their own in every script: spaces, marks of direction, the apostrophe. */
const common = [0xa0, 0x202f, 0x200f, 0x200e, 0x2019];

const usual = usualSymbols();
const written = ordered(locales());
const records = new Map(written.map((locale) => [locale, recordsOf(locale)]));

write();

/** Returns all locales that have data of their own, or an unusual parent. */
function locales() {
  const wanted = (locale) => languages.includes(language(locale)) && !otherScripts.test(locale) && isSpoken(locale);
  return [...available].filter((locale) => locale === "und" || wanted(locale));
}

/** Returns whether a million people speak the language in the locale's country. */
function isSpoken(locale) {
  const country = locale.split("-").find((part) => /^[A-Z]{2}$/.test(part));
  if (!country) return true;
  const { _population, languagePopulation } = territories[country] ?? {};
  const percent =
    languagePopulation?.[
      locale
        .split("-")
        .filter((part) => part !== country)
        .join("_")
    ]?._populationPercent ??
    languagePopulation?.[language(locale)]?._populationPercent ??
    0;
  return (_population * percent) / 100 >= 1_000_000;
}

/** Sorts locales by language, parents before children: the reader relies on that order. */
function ordered(list) {
  const place = (locale) => [languages.indexOf(language(locale)), chain(locale).length];
  return list.sort((a, b) => {
    const [[p, q], [r, s]] = [place(a), place(b)];
    return p - r || q - s || (a < b ? -1 : 1);
  });
}

function language(locale) {
  return locale.split("-")[0];
}

function parent(locale) {
  if (locale === "und") return undefined;
  // The parent of a language is always the root, so that the reader looks for one language only.
  if (!locale.includes("-")) return "und";
  const above = parents[locale] ?? (locale.includes("-") ? locale.replace(/-[^-]+$/, "") : "und");
  if (above === "root" || above === "und") return "und";
  return available.has(above) ? above : parent(above);
}

function chain(locale) {
  const above = parent(locale);
  return above ? [locale, ...chain(above)] : [locale];
}

/** Returns a locale's records by section, as far as they differ from those of its parent. */
function recordsOf(locale) {
  return sections.map((section) => {
    const own = section(locale);
    if (section === currencySymbols) return own || undefined;
    const above = parent(locale);
    return own === undefined || (above && same(section(above), own)) ? undefined : own;
  });
}

function same(a, b) {
  return Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : a === b;
}

function numbers(locale) {
  const all = read(`cldr-numbers-full/main/${locale}/numbers.json`).main[locale].numbers;
  const system = all.defaultNumberingSystem;
  const symbols = all[`symbols-numberSystem-${system}`];
  const zero = [...systems[system]._digits][0];
  const pattern = (kind) => grouped(all[`${kind}Formats-numberSystem-${system}`].standard);
  const fields = [
    zero === "0" ? "" : zero,
    symbols.decimal,
    symbols.group,
    symbols.minusSign,
    pattern("decimal"),
    pattern("percent").replace("%", symbols.percentSign),
    pattern("currency"),
    all.minimumGroupingDigits === "1" ? "" : all.minimumGroupingDigits,
    symbols.currencyDecimal ?? "",
    symbols.currencyGroup ?? "",
  ];
  return fields.join("\t").replace(/\t+$/, "");
}

/** Returns a pattern with one sign for the number: `0` in groups of three, `#` as in India, `@` without groups. */
function grouped(pattern) {
  const sign = (digits) => (!digits.includes(",") ? "@" : digits.includes(",##,##0") ? "#" : "0");
  return pattern
    .split(";")
    .map((part) => part.replace(/[#0][#0,.]*/, sign))
    .join(";");
}

function symbolsOf(locale) {
  return read(`cldr-numbers-full/main/${locale}/currencies.json`).main[locale].numbers.currencies;
}

/**
 * Returns `USD$`, … for each symbol that differs from the parent's; a code alone is its own symbol.
 * A `*` in front, used if that is shorter, means that the parents' symbols do not count.
 */
function currencySymbols(locale) {
  const own = symbolsOf(locale);
  const symbol = (code) => own[code]?.symbol ?? code;
  if (locale === "und") return [...usual].map(([code, sign]) => code + sign).join("\t");
  const above = parent(locale);
  const inherited = (code) => (above === "und" ? usual.get(code) : symbolsOf(above)[code]?.symbol) ?? code;
  const foreign = locale === "und" || larger.has(language(locale)) ? currencies : worldwide;
  const known = [...new Set([...foreign, ...tendered(locale)])].sort();
  const list = (differs) =>
    known
      .filter(differs)
      .map((code) => (symbol(code) === code ? code : code + symbol(code)))
      .join("\t");
  const [changes, alone] = [
    list((code) => symbol(code) !== inherited(code)),
    `*${list((code) => symbol(code) !== code)}`,
  ];
  return alone.length < changes.length ? alone : changes;
}

/** Returns the symbols that most languages use. */
function usualSymbols() {
  const out = new Map();
  for (const code of [...currencies].sort()) {
    const counts = new Map();
    for (const name of languages.filter((name) => available.has(name))) {
      const sign = symbolsOf(name)[code]?.symbol ?? code;
      counts.set(sign, (counts.get(sign) ?? 0) + 1);
    }
    const [sign] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0];
    if (sign !== code) out.set(code, sign);
  }
  return out;
}

/** Returns the legal tender of the locale's country, or of the country in which its language is most spoken. */
function tendered(locale) {
  const country = locale.split("-").find((part) => /^[A-Z]{2}$/.test(part)) ?? likely[locale]?.split("-")[2];
  const codes = (tender[country] ?? []).flatMap((entry) => Object.entries(entry));
  return codes.filter(([, { _to, _tender }]) => !_to && _tender !== "false").map(([code]) => code);
}

/** Returns the plural rules. A language in another script shares them, though nothing else. */
function pluralChain(locale) {
  return [...chain(locale).slice(0, -1), language(locale), "und"];
}

function plurals(locale) {
  return pluralRecord(pluralRules(pluralChain(locale)));
}

/** Returns the words for days, weeks, months and years in all plural categories. `=` marks a form other than "0 word". */
function units(locale) {
  const long = read(`cldr-units-full/main/${locale}/units.json`).main[locale].units.long;
  const categories = Object.keys(pluralRules(pluralChain(locale)));
  const form = (unit, category) => {
    const pattern = unit[`unitPattern-count-${category}`] ?? unit["unitPattern-count-other"];
    return pattern.startsWith("{0} ") ? pattern.slice(4) : `=${pattern.replace("{0}", "0")}`;
  };
  const forms = (name) => categories.map((category) => form(long[`duration-${name}`], category)).join("|");
  return ["day", "week", "month", "year"].map(forms).join("\t");
}

function gregorian(locale) {
  return read(`cldr-dates-full/main/${locale}/ca-gregorian.json`).main[locale].dates.calendars.gregorian;
}

function months(locale) {
  return Object.values(gregorian(locale).months.format.wide).join("|");
}

function shortMonths(locale) {
  const { wide, abbreviated } = gregorian(locale).months.format;
  return shortened(Object.values(wide), Object.values(abbreviated));
}

function days(locale) {
  const { days: names, dateFormats } = gregorian(locale);
  // In dates, Finnish alone writes the names as it does outside of dates.
  return Object.values(names[dateFormats.full.includes("cccc") ? "stand-alone" : "format"].wide).join("|");
}

function shortDays(locale) {
  const { wide, abbreviated } = gregorian(locale).days.format;
  return shortened(Object.values(wide), Object.values(abbreviated));
}

/** Returns short names as the count of letters shared with the long name (from `0`), and the letters that follow. */
function shortened(long, short) {
  const one = (name, index) => {
    const [from, to] = [[...long[index]], [...name]];
    let same = 0;
    while (same < to.length && from[same] === to[same]) same += 1;
    return String.fromCharCode(48 + same) + to.slice(same).join("");
  };
  return short.map(one).join("|");
}

/** Returns the words for before and after noon, in languages that count hours to twelve. */
function dayPeriods(locale) {
  if (locale !== "und" && !/a/.test(timePatterns(locale))) return undefined;
  const { am, pm } = gregorian(locale).dayPeriods.format.abbreviated;
  return `${am}|${pm}`.replaceAll("\u202f", " ");
}

/** Returns the patterns of short, medium, long and full dates. */
function datePatterns(locale) {
  const { dateFormats, eras } = gregorian(locale);
  const era = `'${eras.eraAbbr[1]}'`;
  const patterns = ["short", "medium", "long", "full"].map((name) => plain(dateFormats)[name].replace("G", era));
  return patterns.join("|").replaceAll("\u202f", " ");
}

/** Returns the patterns of short and medium times, with the plain spaces that browsers write. */
function timePatterns(locale) {
  const { medium, short } = plain(gregorian(locale).timeFormats);
  return [short, medium].join("|").replace(/B/g, "a").replaceAll("\u202f", " ");
}

/** Returns the pattern that puts date and time together. */
function glue(locale) {
  const { medium } = plain(gregorian(locale)["dateTimeFormats-atTime"].standard);
  return medium.replace("{0}", "\u0001").replace("{1}", "\u0002");
}

function plain(patterns) {
  return Object.fromEntries(Object.entries(patterns).map(([key, value]) => [key, value._value ?? value]));
}

/** Writes the tables: English with the root, which the module has, and those of all other languages in a row. */
function write() {
  const used = written.filter(
    (locale) => records.get(locale).some((record) => record !== undefined) || isUnusual(locale),
  );
  for (const [alias, target] of Object.entries(aliases)) {
    if (!used.includes(target)) continue;
    const at = used.findLastIndex((locale) => language(locale) === language(target));
    used.splice(at + 1, 0, alias);
  }
  const isOf = (name) => (locale) => language(locale) === name || (name === "en" && locale === "und");
  const all = languages.filter((name) => used.includes(name)).map((name) => [name, tableOf(used.filter(isOf(name)))]);
  const save = (name, tables) =>
    writeFileSync(new URL(`../src/locale/${name}`, import.meta.url), Buffer.concat(tables));
  save("en.bin", [tableOf(used.filter(isOf("en")))]);
  const others = all.filter(([name]) => name !== "en").map(([, table]) => table);
  save("cldr.bin", others);
  writeFileSync(new URL("../src/locale/plural_samples.txt", import.meta.url), samples(languages));
  const packed = others.map((table) => brotliCompressSync(table).length);
  console.log(`${used.length} locales, ${Math.min(...packed)} to ${Math.max(...packed)} bytes a language after brotli`);
}

/** Makes the table of a language's locales: its length and the offsets of its parts, the locales, the sections. */
function tableOf(used) {
  const base = baseOf(used.filter((locale) => locale !== "und"));
  const parts = [Buffer.concat(used.map((locale) => indexEntry(locale, used, base)))];
  sections.forEach((_, at) => parts.push(sectionBytes(at, used, base)));
  const header = Buffer.alloc(2 * parts.length + 2);
  let offset = header.length;
  parts.forEach((part, at) => {
    header.writeUInt16LE(offset, 2 * at + 2);
    offset += part.length;
  });
  header.writeUInt16LE(offset, 0);
  return Buffer.concat([header, ...parts]);
}

/** Returns whether the parent is another than the reader would find by cutting off the locale's last part. */
function isUnusual(locale) {
  return parent(locale) !== locale.replace(/-[^-]+$/, "");
}

/**
 * Writes the list of locales. A language has 128 plus the length of its name, the name, and 1/32 of the base of its letters.
 * Each of its locales, which follow, has the length of the rest of its name, that rest in small letters, and the number of
 * its parent among them (0: the language, 255: the root).
 */
function indexEntry(locale, used, base) {
  const own = language(locale);
  if (locale === own) return Buffer.from([128 + own.length, ...Buffer.from(own), (own === "und" ? 128 : base) >> 5]);
  const rest = Buffer.from(locale.slice(own.length + 1).toLowerCase());
  const above = aliases[locale] ?? nearest(locale, used);
  const back = above === "und" ? 255 : used.indexOf(above) - used.indexOf(own);
  if (back < 0 || back > 255) throw new Error(`${locale} stands apart from ${above}`);
  return Buffer.from([rest.length, ...rest, back]);
}

function nearest(locale, used) {
  const above = parent(locale) ?? "und";
  return above === "und" || used.includes(above) ? above : nearest(above, used);
}

/** Writes a section: for each entry the distance in locales from the last, the length, and the text in one-byte letters. */
function sectionBytes(at, used, base) {
  const out = [];
  let last = -1;
  used.forEach((locale, index) => {
    const record = records.get(locale)?.[at];
    if (record === undefined) return;
    const bytes = typeof record === "string" ? letters(record, locale === "und" ? 128 : base) : record;
    const length = bytes.length < 128 ? [bytes.length] : [128 + (bytes.length & 127), bytes.length >> 7];
    if (index - last > 255 || bytes.length > 16383) throw new Error(`${locale} is too far or too long`);
    out.push(Buffer.from([index - last, ...length]), bytes);
    last = index;
  });
  return Buffer.concat(out);
}

/** Returns the start of the 128 characters, a multiple of 32, that most of a language's letters are among. */
function baseOf(own) {
  const counts = new Map();
  for (const text of own
    .flatMap((locale) => records.get(locale) ?? [])
    .filter((record) => typeof record === "string")) {
    for (const point of [...text]
      .map((c) => c.codePointAt(0))
      .filter((point) => point >= 128 && !common.includes(point))) {
      for (let base = point & ~31; base > point - 128 && base >= 128 && base < 8192; base -= 32) {
        counts.set(base, (counts.get(base) ?? 0) + 1);
      }
    }
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || a - b)[0]?.[0] ?? 128;
}

/** Writes a text in bytes: ASCII, 10 and more for common characters, 128 and more from the base on, else 14 and both bytes. */
function letters(text, base) {
  const one = (point) => {
    if (common.includes(point)) return [0x10 + common.indexOf(point)];
    if (point < 128) return [point];
    if (point >= base && point < base + 128) return [128 + point - base];
    if (point > 0xffff) throw new Error(`U+${point.toString(16)} is no letter`);
    return [14, point >> 8, point & 255];
  };
  return Buffer.from([...text].flatMap((c) => one(c.codePointAt(0))));
}
