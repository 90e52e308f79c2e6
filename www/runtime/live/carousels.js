// Carousels: slides that follow the module, the finger and the time.

/** @import { Life } from "./live.js" */
/** @typedef {{ index?: string, timer?: ReturnType<typeof setTimeout> }} Known */

/** Milliseconds of stillness after which slides have come to rest, in browsers that do not say so. */
const REST = 300;
/** Milliseconds after the end of a scroll in which another one begins, if it has replaced that one. */
const SOON = 50;

/**
 * Lets carousels move. `refresh` is to be called after every change of the page; `turn` goes a step on or back.
 * @param {Life} life
 */
export function carousels({ root, on, tell, ends }) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {Map<HTMLElement, Known>} */
  const all = new Map();

  /**
   * @param {HTMLElement} carousel
   * @param {number} step
   */
  const turn = (carousel, step) => {
    const { carousel: tap, index } = /** @type {Record<string, string>} */ (carousel.dataset);
    const slides = /** @type {HTMLElement} */ (carousel.firstChild);
    const [many, at] = [count(slides), +index + step];
    const next = (at + many) % many;
    // Behind the last slide stands the first one again; where the scroll ends, it goes on with the real one.
    const goesOn = at === many && many < slides.childElementCount;
    goesOn ? glide(slides, many, still.matches) : tell(tap, "slide", next);
  };

  /**
   * @param {HTMLElement} carousel
   * @param {Known} known
   */
  const play = (carousel, known) => {
    const { autoplay, index } = carousel.dataset;
    clearTimeout(known.timer);
    if (!autoplay || !carousel.isConnected) return;
    known.timer = setTimeout(() => {
      const isHeld = root.ownerDocument.hidden || still.matches || carousel.matches(":hover,:focus-within");
      if (!isHeld && index === carousel.dataset.index) turn(carousel, 1);
      play(carousel, known);
    }, +autoplay * 1000);
  };

  const refresh = () => {
    for (const carousel of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-carousel]"))) {
      const isNew = !all.has(carousel);
      if (isNew) all.set(carousel, {});
      const known = /** @type {Known} */ (all.get(carousel));
      const { index } = carousel.dataset;
      if (index === known.index) continue;
      known.index = index;
      const at = Number(index);
      const slides = /** @type {HTMLElement} */ (carousel.firstChild);
      if (slides.firstChild && nearest(slides) !== at) glide(slides, at, isNew || still.matches);
      play(carousel, known);
    }
  };

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;
  const end = "onscrollend" in window ? "scrollend" : "scroll";
  for (const name of new Set(["scroll", end])) {
    on(root, name, ({ target }) => {
      const carousel = target.parentNode;
      if (!carousel?.dataset?.carousel) return;
      // Perhaps it was the scroll before this one that ended.
      clearTimeout(rest);
      if (name !== end) return;
      rest = setTimeout(
        () => {
          const index = nearest(target) % count(target);
          if (index !== nearest(target)) target.scrollTo({ left: 0, behavior: "instant" });
          if (index !== +carousel.dataset.index) tell(carousel.dataset.carousel, "slide", index);
        },
        name === "scroll" ? REST : SOON,
      );
    });
  }

  ends.push(() => {
    clearTimeout(rest);
    for (const { timer } of all.values()) clearTimeout(timer);
  });
  return { refresh, turn };
}

/**
 * Counts the slides, without the one that stands behind the last one again.
 * @param {HTMLElement} slides
 */
function count(slides) {
  const { dataset } = /** @type {HTMLElement} */ (slides.parentNode);
  return slides.childElementCount - (dataset.loop === "" ? 1 : 0);
}

/**
 * Scrolls to a slide, in one step or visibly.
 * @param {HTMLElement} slides
 * @param {number} at
 * @param {boolean} isAtOnce
 */
function glide(slides, at, isAtOnce) {
  slides.scrollTo({ left: offsets(slides)[at], behavior: isAtOnce ? "instant" : "smooth" });
}

/** @param {HTMLElement} slides */
function offsets(slides) {
  const all = /** @type {HTMLElement[]} */ ([...slides.children]);
  return all.map((slide) => slide.offsetLeft - all[0].offsetLeft);
}

/**
 * Finds the index of the slide that the slides have been scrolled to.
 * @param {HTMLElement} slides
 */
function nearest(slides) {
  const far = offsets(slides).map((offset) => Math.abs(offset - slides.scrollLeft));
  return far.indexOf(Math.min(...far));
}
