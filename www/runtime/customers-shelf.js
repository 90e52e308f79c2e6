// What is kept across visits: one JSON text in the page's storage. Where there is no storage, or it is full, it is
// kept as long as the page lives.

const EMPTY = {
  device: null,
  registered: null,
  anonymous: null,
  account: null,
  user: null,
  entitlements: null,
  journey: {},
  provisional: [],
  attributes: {},
  queue: [],
};

const copy = (state) => JSON.parse(JSON.stringify(state));

export class Shelf {
  #name;
  #storage;
  #text = null;
  #state = copy(EMPTY);

  constructor(name, storage) {
    this.#name = name;
    this.#storage = storage === undefined ? pageStorage() : storage;
  }

  /** The state as it is now, whichever tab wrote it. It is not to be changed. */
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

  /** Changes the state, and keeps it. */
  change(work) {
    const state = copy(this.read());
    work(state);
    this.#state = state;
    this.#text = JSON.stringify(state);
    try {
      this.#storage?.setItem(this.#name, this.#text);
    } catch {
      // Full, or forbidden: what cannot be written must not be read again in its older form.
      this.#storage = null;
    }
    return state;
  }

  /** Whether an event of the storage is about this. */
  heard({ key }) {
    return key === null || key === this.#name;
  }
}

/** Anything may stand in a storage: what does not have its kind is as if it were not there. */
function parse(text) {
  let kept;
  try {
    kept = JSON.parse(text);
  } catch {
    kept = null;
  }
  const kind = (value) => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);
  const state = copy(EMPTY);
  for (const [name, value] of Object.entries(EMPTY)) {
    const found = kept?.[name];
    if (found !== undefined && (value === null || kind(found) === kind(value))) state[name] = found;
  }
  if (kind(state.entitlements) !== "array") state.entitlements = null;
  return state;
}

function pageStorage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
