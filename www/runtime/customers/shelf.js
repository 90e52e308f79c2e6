// The memory across visits: one JSON text in the page's storage. Without a storage, or when it is full, the memory
// lasts as long as the page.

/** @import { ActiveEntitlement } from "../customers.js" */

/**
 * A call that must reach the host.
 * @typedef {object} Entry
 * @property {string} id
 * @property {string} kind
 * @property {string} method
 * @property {string} path
 * @property {Record<string, any>} body
 * @property {number} at
 * @property {boolean} [again] true once the host had lost the device
 * @property {boolean} [recalls] true if it tells the host again what its database has lost
 */

/**
 * @typedef {object} State
 * @property {string | null} device
 * @property {string | null} secret what shows the host that a call is this device's; one from before has none
 * @property {{ id: string, told: string } | null} registered the device as the host knows it
 * @property {string | null} anonymous the device in anonymous mode
 * @property {string | null} account
 * @property {string | null} user
 * @property {{ id: string, expires: string | null }[] | null} entitlements
 * @property {Record<string, boolean>} journey
 * @property {{ id: string, until: number, request: string }[]} provisional entitlements of purchases not yet confirmed
 * @property {Record<string, string>} attributes
 * @property {Entry[]} queue
 * @property {number | null} version how many times the device changed hands, as far as the host said it
 * @property {string | null} restored when the host's database was put back to an older state; "" if never
 * @property {{ account: string | null, payload: string, again: boolean }[]} proofs purchases that the host took, and
 *   whether it is to be shown them again
 */

/** @type {State} */
const EMPTY = {
  device: null,
  secret: null,
  registered: null,
  anonymous: null,
  account: null,
  user: null,
  entitlements: null,
  journey: {},
  provisional: [],
  attributes: {},
  queue: [],
  version: null,
  restored: null,
  proofs: [],
};

/**
 * @param {State} state
 * @returns {State}
 */
const copy = (state) => JSON.parse(JSON.stringify(state));

export class Shelf {
  #name;
  #storage;
  /** @type {string | null} */
  #text = null;
  #state = copy(EMPTY);

  /**
   * @param {string} name
   * @param {Pick<Storage, "getItem" | "setItem"> | null} [storage]
   */
  constructor(name, storage = pageStorage()) {
    this.#name = name;
    this.#storage = storage;
  }

  /** Answers the state as it is now, whichever tab wrote it. It is not to be changed. */
  read() {
    let text;
    try {
      text = this.#storage?.getItem(this.#name);
    } catch {
      this.#storage = null;
    }
    if (text != null && text !== this.#text) {
      this.#text = text;
      this.#state = parse(text);
    }
    return this.#state;
  }

  /**
   * Changes the state, and keeps it.
   * @param {(state: State) => unknown} work
   */
  change(work) {
    const state = copy(this.read());
    work(state);
    this.#state = state;
    this.#text = JSON.stringify(state);
    try {
      this.#storage?.setItem(this.#name, this.#text);
    } catch {
      // The storage is full or forbidden: its older form must not be read again.
      this.#storage = null;
    }
    return state;
  }

  /**
   * Answers whether an event of the storage is about this.
   * @param {{ key: string | null }} event
   */
  heard({ key }) {
    return key === null || key === this.#name;
  }
}

/** Answers the facts about a customer whom no host has named yet. */
export function nobody() {
  return { account: null, user: null, entitlements: null, journey: {} };
}

/**
 * Lists the entitlements of a state that are active at this time.
 * @param {State} state
 * @param {number} now
 * @returns {ActiveEntitlement[]}
 */
export function active({ entitlements, provisional }, now) {
  const lasting = (entitlements ?? []).filter(({ expires }) => expires === null || !(Date.parse(expires) <= now));
  const known = new Set(lasting.map((it) => it.id));
  const extra = provisional.filter((it) => it.until > now && !known.has(it.id) && known.add(it.id));
  return [
    ...lasting.map(({ id, expires }) => ({ id, expires, provisional: false })),
    ...extra.map((it) => ({ id: it.id, expires: new Date(it.until).toISOString(), provisional: true })),
  ];
}

/**
 * Reads a stored text. Anything may stand in a storage: a field of another kind is as if it were not there.
 * @param {string} text
 */
function parse(text) {
  let kept;
  try {
    kept = JSON.parse(text);
  } catch {
    kept = null;
  }
  /** @param {unknown} value */
  const kind = (value) => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);
  const state = /** @type {State & Record<string, unknown>} */ (copy(EMPTY));
  for (const [name, value] of Object.entries(EMPTY)) {
    const found = kept?.[name];
    if (found !== undefined && (value === null || kind(found) === kind(value))) state[name] = found;
  }
  if (kind(state.entitlements) !== "array") state.entitlements = null;
  if (!/^[0-9a-f]{64}$/.test(state.secret ?? "")) state.secret = null;
  state.proofs = state.proofs.filter((it) => typeof it?.payload === "string");
  return state;
}

function pageStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
