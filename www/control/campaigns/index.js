// The campaigns, as the shell loads them: www/control/README.md says how. The address says which page is shown.
import start, { Model } from "control-model/campaigns.js";
import wasm from "control-model/campaigns.wasm";
import { html, nothing, render } from "lit-html";

import { getOnce } from "../api.js";
import { begin } from "../editor/draft.js";
import { late, Place } from "../editor/place.js";
import { failure } from "../parts/blocks.js";
import { campaignsOf } from "../paths.js";
import { environment } from "../store.js";
import { audiences } from "./audiences.js";
import { calendar } from "./calendar.js";
import styles from "./campaigns.css" with { type: "text" };
import { list } from "./list.js";
import { rule } from "./rule.js";
import { templates } from "./templates.js";
import { Work } from "./work.js";

/** @import { Context } from "../editor/context.js" */

/** @type {import("../editor/draft.js").Module<any>} */
const model = { start, Model, wasm };

/** Brings the model, and the list of what is live, before anybody needs them. */
export const prepare = (/** @type {string | undefined} */ live) =>
  Promise.all([begin(model), live && getOnce(campaignsOf(live))]);

/** @type {any} */
let vocabulary;

/** Chooses the page of the address. */
function page(/** @type {Work} */ work) {
  const { id, query } = work.context;
  if (id) return rule(work, id);
  if (query.new) return templates(work, query.new);
  if (query.view === "audiences") return audiences(work, query.audience);
  return query.view === "calendar" ? calendar(work) : list(work);
}

/** Resolves when a picture was painted, or would have been on a page that nobody sees. */
const painted = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 500);
  });

/** Says whether the address is that of a list, which what the server tells is enough for. */
const isList = (/** @type {Context} */ { id, query }) => !id && !query.new && query.view !== "audiences";

/** The campaigns' place on the page. */
class Campaigns extends Place {
  /** @type {any} the campaigns as the server tells them, until the document was read */
  #told;
  /** @type {any} why nothing can be shown */
  #error;

  /**
   * Shows the list of what is live as the server tells it: reading the whole document takes longer. Resolves when the
   * list is seen.
   * @override
   * @param {() => boolean} isWanted
   */
  async before(isWanted) {
    const { live } = environment();
    if (this.context.draft || !live || model.kept || !isList(this.context)) return;
    // Where it does not come, the document does.
    const campaigns = await getOnce(campaignsOf(live.revision)).catch(() => undefined);
    if (!campaigns || !isWanted() || this.work) return;
    this.#told = { campaigns, mayEdit: false, findings: { errors: () => 0 } };
    this.draw();
    await painted();
  }

  /** @override @param {import("../editor/session.js").Session} session */
  show(session) {
    vocabulary ??= JSON.parse(Model.vocabulary());
    const page = { draw: () => this.draw(), reload: () => this.open() };
    this.work = new Work(this.root, this.context, session, vocabulary, page);
    this.work.arrive();
  }

  /** @override @param {any} error */
  failed(error) {
    this.#error = error;
    this.draw();
  }

  /** @override */
  arrive() {
    if (this.work) this.work.arrive();
    else this.draw();
  }

  draw() {
    const isTold = this.#told && isList(this.context);
    const work = this.work ?? (isTold ? { ...this.#told, context: this.context } : undefined);
    const inside = this.#error ? failure(this.#error) : work ? page(work) : nothing;
    render(html`<div class="page campaigns" ?data-waiting=${this.work?.isWaiting}>${inside}</div>`, this.root);
  }

  /** @override */
  leave() {
    this.#told = this.#error = undefined;
    return super.leave();
  }

  /** @override */
  async close() {
    await super.close();
    render(nothing, this.root);
  }
}

export const { mount } = late(Campaigns, model, styles);
