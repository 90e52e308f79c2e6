// The campaigns, as the shell loads them: www/control/README.md says how. The address says which page is shown.
import start, { Model } from "control-model/campaigns.js";
import wasm from "control-model/campaigns.wasm";
import { html, nothing, render } from "lit-html";

import { getOnce } from "../api.js";
import { begin, dress, readDraft } from "../editor/draft.js";
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

let isDressed = false;
/** @type {any} */
let vocabulary;

/**
 * Opens the campaigns in an empty element.
 * @param {HTMLElement} root
 * @param {Context} context
 */
export function mount(root, context) {
  if (!isDressed) dress(styles);
  isDressed = true;
  const place = new Place(root, context);
  place.open();
  return { update: (/** @type {Context} */ next) => place.update(next), unmount: () => place.close() };
}

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

const addressOf = (/** @type {Context} */ { id, query }) => JSON.stringify([id, query]);

/** The campaigns' place on the page, which stays while drafts come and go. */
class Place {
  /** @type {Work | undefined} */
  #work;
  /** @type {any} the campaigns as the server tells them, until the document was read */
  #told;
  /** @type {any} why nothing can be shown */
  #error;
  #round = 0;

  /**
   * @param {HTMLElement} root
   * @param {Context} context
   */
  constructor(root, context) {
    this.root = root;
    this.context = context;
  }

  /** @param {Context} next */
  update(next) {
    const { app, draft, environment, mayEdit } = this.context;
    const isSame =
      app === next.app &&
      draft === next.draft &&
      mayEdit === next.mayEdit &&
      (draft || environment === next.environment);
    const isThere = addressOf(this.context) === addressOf(next);
    this.context = next;
    if (this.#work) this.#work.context = next;
    if (!isSame) this.open();
    else if (!isThere && this.#work) this.#work.arrive();
    else if (!isThere) this.draw();
  }

  async open() {
    this.#round += 1;
    const round = this.#round;
    await this.#leave();
    this.#error = undefined;
    try {
      const told = this.#tell(round);
      const session = await readDraft(this.context, model, () => told);
      if (round !== this.#round) return void session.end();
      const words = (vocabulary ??= JSON.parse(Model.vocabulary()));
      this.#work = new Work(this.root, this.context, session, words, {
        draw: () => this.draw(),
        reload: () => this.open(),
      });
      this.#work.arrive();
    } catch (error) {
      if (round === this.#round) this.#error = error;
    }
    this.draw();
  }

  /**
   * Shows the list of what is live as the server tells it: reading the whole document takes longer. Resolves when the
   * list is seen.
   * @param {number} round
   */
  async #tell(round) {
    const { live } = environment();
    if (this.context.draft || !live || model.kept || !isList(this.context)) return;
    // Where it does not come, the document does.
    const campaigns = await getOnce(campaignsOf(live.revision)).catch(() => undefined);
    if (!campaigns || round !== this.#round || this.#work) return;
    this.#told = { campaigns, mayEdit: false, findings: { errors: () => 0 } };
    this.draw();
    await painted();
  }

  draw() {
    const isTold = this.#told && isList(this.context);
    const work = this.#work ?? (isTold ? { ...this.#told, context: this.context } : undefined);
    const inside = this.#error ? failure(this.#error) : work ? page(work) : nothing;
    render(html`<div class="page campaigns" ?data-waiting=${this.#work?.isWaiting}>${inside}</div>`, this.root);
  }

  async #leave() {
    const work = this.#work;
    this.#work = this.#told = undefined;
    await work?.stop();
    work?.session.end();
  }

  async close() {
    this.#round += 1;
    await this.#leave();
    render(nothing, this.root);
  }
}
