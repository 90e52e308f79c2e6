/** Keeps taps on what a server wrote until `hydrate` comes. Load it as a script of its own: `docs/hydration.md`. */
export {};

declare global {
  /** Elements that were tapped before, in order. */
  var paywallTaps: HTMLElement[] | undefined;
}
