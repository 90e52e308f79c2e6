// The words by which a document shows that it needs the rest of the module. `xtask/src/split/plan.rs` says what is in
// that, and `tests/browser/rest.test.mjs` that all of it is found.

/** The names of components and attributes, and the icons that few paywalls have. */
const NAMES = [
  'carouselContainer|choiceField(Item)?|collapseContainer|countdown(TimerText)?|custom:[^"]*|dateTimeFormat',
  "(formS|s)egmentPicker(Item)?|(playPause|volume)Button|progress(Bar|Indicator)|qrCode|responsiveGrid|svgImage|textField",
  "(?!Arrow|Bell|Caret|Check|Close|Down|Left|MinusO|Right|Star|Thunder|Unlock|Up)\\w+(Filled|Outlined)",
].join("|");

/** Beside these names, the beginning of Handlebars, and dates of offers. */
export const NEEDS = new RegExp(`{{|EndDate|"(${NAMES})"`);

/** The terms of campaign rules whose code is in the rest. Decisions read them, so a document with them needs it. */
export const RULES_NEED = /"(experiment|frequency|schedule)"/;
