// The findings of the checks about rules, at their fields.

/** @import { Work } from "./work.js" */

/** @typedef {{ code: string, message: string, path: string, level: "error" | "warning" }} Finding */

const SOON = 50;

/** Writes the path of a part that stands under its name, as the checks do. */
const placeOf = (/** @type {string} */ section, /** @type {string} */ name) =>
  /^[\w-]+$/.test(name) ? `$.${section}.${name}` : `$.${section}[${JSON.stringify(name)}]`;

export class Findings {
  /** @type {Finding[]} */
  all = [];
  #timer = 0;
  #round = 0;

  /** @param {Work} work */
  constructor(work) {
    this.work = work;
  }

  /** Asks the server about what is saved. */
  ask() {
    clearTimeout(this.#timer);
    const { call, draft } = this.work.context;
    if (!draft) return;
    this.#timer = window.setTimeout(async () => {
      this.#round += 1;
      const round = this.#round;
      const { body } = await call("POST", `drafts/${draft}/check`, {}).catch(() => ({ body: undefined }));
      if (!body || round !== this.#round) return;
      const at = (/** @type {any[]} */ list = [], level = "") => list.map((one) => ({ ...one, level }));
      this.all = [...at(body.errors, "error"), ...at(body.warnings, "warning")];
      this.work.show();
    }, SOON);
  }

  /**
   * Lists what is said of a rule, each with its place in the rule: `conditions[1].identifier`; of an audience likewise.
   * @param {string} part
   */
  of(part, section = "campaign_rules") {
    const isRule = section === "campaign_rules";
    const start = isRule ? `$.campaign_rules[${part}]` : placeOf(section, part);
    const here = this.all.filter(
      ({ path }) => path === start || (path?.startsWith(start) && /[.[]/.test(path[start.length])),
    );
    const checked = here.map((one) => {
      const rest = one.path.slice(start.length);
      return { ...one, path: isRule ? rest.slice(1) : `conditions${rest}` };
    });
    // Findings that the model sees at once are not told twice; those that it no longer sees were mended since the server was
    // asked.
    const told = isRule ? this.work.told(part)?.rule : this.work.audience(part);
    const seen = told?.findings ?? [];
    return [...seen, ...checked.filter(({ code }) => code !== "unknown_identifier")];
  }

  /** Counts what is wrong with a rule. */
  errors(/** @type {string} */ rule) {
    return this.of(rule).filter(({ level }) => level === "error").length;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#round += 1;
  }
}
