// Prices, periods and dates beside those of Chromium's own `Intl`, for a grid of locales, currencies, amounts and
// moments.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { currencies, languages, larger, worldwide } from "../../runtime/locales/languages.mjs";
import { launch, openPage } from "./chromium.mjs";

const regions = [
  "de-AT de-CH fr-CA fr-CH fr-BE en-GB en-AU en-NZ en-CA en-IN en-ZA en-IE en-SG en-HK es-MX es-AR es-419 es-CO es-CL",
  "es-US pt-PT ar-EG ar-SA ar-AE ar-MA zh-TW zh-HK zh-Hans zh-SG sr-Latn nl-BE it-CH sv-FI bn-IN ta-LK ur-IN ms-SG",
  "fa-AF nb",
].flatMap((names) => names.split(" "));

/** Languages of which this Chromium has the names and no numbers: it writes those of the root. */
const namesOnly = new Set(["bs", "kk", "uz", "az", "pa"]);

/** Says why a text may differ, if it may. Browsers have CLDR of other years than the table, which is of CLDR 48.2. */
function reason(locale, { what, ours, theirs }) {
  if (what.startsWith("XCG")) return "a currency that is newer than the browser's data";
  if (namesOnly.has(locale)) return "the browser does not have the language's numbers";
  if (what.startsWith("UAH") && /^(uk|ru)/.test(locale)) return "CLDR changed the symbol of the hryvnia";
  if (locale === "fr-CH" && ours.replaceAll("'", "\u202f") === theirs) return "CLDR changed what separates groups";
  if (locale === "zh-TW" && /^P*p/.test(what)) return "parts of the day are written as before and after noon";
  const [currency] = what.split(" ");
  if (currencies.has(currency) && !worldwide.has(currency) && !larger.has(locale.split("-")[0])) {
    return "a smaller language knows the symbols of few foreign currencies";
  }
  if (locale === "ms-SG" && what.startsWith("SGD")) return "fewer than a million people: the table has no such region";
  return undefined;
}

const styles = [
  ["PPPP", { dateStyle: "full" }],
  ["PPP", { dateStyle: "long" }],
  ["PP", { dateStyle: "medium" }],
  ["P", { dateStyle: "short" }],
  ["p", { timeStyle: "short" }],
  ["pp", { timeStyle: "medium" }],
  ["PPp", { dateStyle: "medium", timeStyle: "short" }],
];
// Every month and every day of the week, mornings and evenings.
const moments = Array.from({ length: 14 }, (_, index) =>
  Date.UTC(2026, index, 1 + index, (index * 5) % 24, 4, 9),
).flatMap((at) => styles.map(([format, options]) => ({ at, format, options })));
const cases = {
  currencies: [...currencies],
  amounts: [0, 0.5, 9.99, 1234.5, 1234567.891, -4.5],
  periods: [1, 2, 3, 5, 7, 11, 21, 100].flatMap((count) =>
    ["day", "week", "month", "year"].map((unit) => [count, unit]),
  ),
  moments,
};

let browser, page;

before(async () => {
  browser = await launch();
  page = await openPage(browser);
  await page.evaluate(async () => {
    const { fetchBuilt, startBuilt } = await import("/tests/node/built.mjs");
    const grid = await import("/tests/browser/grid.mjs");
    const host = await startBuilt(fetchBuilt);
    window.differences = (locale, cases) => {
      if (Intl.NumberFormat.supportedLocalesOf(locale).length === 0) return null;
      return grid.differences(host, locale, grid.gridOf(cases));
    };
  });
});

after(() => browser?.close());

test("the grid is written as Intl writes it", async (context) => {
  let compared = 0;
  let explained = 0;
  const unsupported = [];
  for (const locale of [...languages, ...regions]) {
    const found = await page.evaluate(([locale, cases]) => window.differences(locale, cases), [locale, cases]);
    if (!found) {
      unsupported.push(locale);
      continue;
    }
    compared += 1;
    const differences = found.filter((difference) => !reason(locale, difference));
    const report = differences
      .slice(0, 8)
      .map(({ what, ours, theirs }) => `${what}: ${JSON.stringify(ours)}, Intl ${JSON.stringify(theirs)}`);
    explained += found.length - differences.length;
    assert.equal(differences.length, 0, `${locale}: ${differences.length} differences\n${report.join("\n")}`);
  }
  context.diagnostic(
    `${compared} locales compared, ${explained} differences explained; Chromium does not know ${unsupported.join(" ")}`,
  );
  assert.ok(compared > 90, `${compared} locales`);
});
