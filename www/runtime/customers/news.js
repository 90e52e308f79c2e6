// Listeners, by what they listen to.

/** @typedef {(...news: any[]) => void} Listener */
/** @typedef {"account" | "entitlements" | "journey" | "purchases"} Topic */

export class News {
  /** @type {Record<Topic, Set<Listener>>} */
  #listeners = { account: new Set(), entitlements: new Set(), journey: new Set(), purchases: new Set() };

  /**
   * Adds a listener. The answer takes it away again.
   * @param {Topic} topic
   * @param {Listener} listener
   */
  listen(topic, listener) {
    this.#listeners[topic].add(listener);
    return () => this.#listeners[topic].delete(listener);
  }

  /**
   * Tells all listeners of a topic. A mistake of one must not keep news from the others.
   * @param {Topic} topic
   * @param {unknown[]} news
   */
  tell(topic, ...news) {
    for (const listener of [...this.#listeners[topic]]) {
      try {
        listener(...news);
      } catch (error) {
        (globalThis.reportError ?? console.error)(error);
      }
    }
  }

  clear() {
    for (const listeners of Object.values(this.#listeners)) listeners.clear();
  }
}
