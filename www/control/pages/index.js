// The pages, in the order of the navigation. `load` asks for what a page shows, `view` shows it; `asks` names the parts
// of the query that `load` reads beside the draft and the environment. A page with `late` is a module that mounts itself.
import audit from "./audit.js";
import customers from "./customers.js";
import deployments from "./deployments.js";
import experiments from "./experiments.js";
import overview from "./overview.js";
import paywalls from "./paywalls.js";
import people from "./people.js";
import review from "./review.js";
import settings from "./settings.js";
import shares from "./shares.js";
import { file } from "../store.js";

/**
 * @typedef {object} Page
 * @property {string} label
 * @property {string} key the letter after `g`.
 * @property {string} [group] the heading that it begins in the navigation.
 * @property {string[]} [asks]
 * @property {(at: any) => Promise<any>} [load]
 * @property {() => unknown} [top] what stands above it at once, before anything was answered.
 * @property {(data: any) => unknown} [view]
 * @property {() => Promise<{mount: Function, prepare: (live?: string) => unknown}>} [late]
 * @property {() => Promise<{mount: Function, prepare: (live?: string) => unknown}>} [lateWithId] the same, where the address goes on behind the page.
 */

/** @type {Record<string, Page>} */
export const PAGES = {
  overview,
  paywalls: { ...paywalls, lateWithId: () => import("../editor/index.js") },
  campaigns: { label: "Campaigns", key: "m", late: () => import("../campaigns/index.js") },
  experiments,
  review,
  deployments,
  customers,
  shares,
  people: { ...people, group: "Settings" },
  settings,
  audit,
};

/** The pages of a file: it has no drafts, deployments and people. */
const OF_FILES = ["overview", "paywalls", "campaigns"];

/** Lists the pages that there are, with their names. */
export const pages = () => Object.entries(PAGES).filter(([name]) => !file() || OF_FILES.includes(name));
