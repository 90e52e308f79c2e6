// What a mounted paywall does in time, and where the focus goes: countdowns, carousels, videos, arrow keys, announcements.
// It decides nothing: it tells the module what happened, and the module changes the page.

/** Arrow keys by the codes that remotes send, too. */
const MOVES = { 37: [-1, 0], 38: [0, -1], 39: [1, 0], 40: [0, 1] };
/** Back: Escape and Backspace, and what browsers, webOS and Tizen call it. */
const BACK = [27, 8, 166, 461, 10009];
const TAB = 9;
const FOCUSABLE = "button:not([disabled]),a[href],summary,video[controls],[tabindex='0']:not([aria-disabled])";
/** Milliseconds of stillness after which slides have come to rest, in browsers that do not say so. */
const REST = 300;

/** When the countdowns that survive an unmounting end, by paywall and countdown. */
const ends = new Map();

/**
 * Brings the paywall in `root` to life. `tell(tap, by, value)` acts on the module.
 * `isLate`: the focus may wait for the next frame. `ahead` is how far the customer's time is ahead of the page's, in milliseconds.
 * `hls` loads the app's player of streams.
 * `refresh` is to be called after every change of the page, `stop` when the paywall goes.
 */
export function live(root, { name, ahead, dialog, hls, isLate, tell }) {
  const shown = root.querySelector(".paywall");
  const isTelevision = shown.classList.contains("television");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const stops = [];
  const on = (target, types, listener) => {
    for (const type of types.split(" ")) {
      target.addEventListener(type, listener, true);
      stops.push(() => target.removeEventListener(type, listener, true));
    }
  };

  // Taps.
  const buttonOf = ({ target }) => {
    const button = target.closest("[data-tap]");
    return button?.matches("[disabled],[aria-disabled]") ? undefined : button;
  };
  on(root, "click", (event) => {
    const button = buttonOf(event);
    if (!button) return;
    // A drawer would open by itself, too.
    if (button.localName === "summary") event.preventDefault();
    const { tap, value = null } = button.dataset;
    tell(tap, "click", JSON.parse(value));
  });
  // Real buttons turn Enter and Space into clicks themselves; those inside other buttons do not.
  on(root, "keydown", (event) => {
    const button = buttonOf(event);
    if (!button?.hasAttribute("tabindex") || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    tell(button.dataset.tap, "key");
  });

  // Countdowns.
  const ownEnds = new Map();
  let clock;
  const endOf = (timer) => {
    const { until, seconds, again, timer: tap } = timer.dataset;
    if (until) return until - ahead;
    const [known, key] = again === undefined ? [ends, `${name}/${tap}`] : [ownEnds, timer];
    if (!known.has(key)) known.set(key, Date.now() + seconds * 1000);
    return known.get(key);
  };
  /** Units from the largest to the smallest; what is left below it is dropped. */
  const write = (timer, left) => {
    for (const number of timer.querySelectorAll("[data-unit]")) {
      const { unit } = number.dataset;
      const text = `${Math.floor(left / unit)}`.padStart(timer.dataset.pad === undefined ? 1 : 2, "0");
      left %= unit;
      if (number.firstChild.data !== text) number.firstChild.data = text;
    }
  };
  function count() {
    let next = 1e9;
    for (const timer of root.querySelectorAll("[data-timer]")) {
      const left = endOf(timer) - Date.now();
      if (left <= 0) {
        tell(timer.dataset.timer, "over");
        continue;
      }
      const seen = !document.hidden && (timer.checkVisibility?.() ?? true);
      if (seen) write(timer, Math.ceil(left / 1000));
      next = Math.min(next, seen ? (left % 1000) + 1 : left);
    }
    clearTimeout(clock);
    if (next < 1e9) clock = setTimeout(count, next);
  }
  on(document, "visibilitychange", count);

  // Carousels.
  const carousels = new Map();
  const offsets = (slides) => [...slides.children].map((slide) => slide.offsetLeft - slides.firstChild.offsetLeft);
  const nearest = (slides) => {
    const far = offsets(slides).map((offset) => Math.abs(offset - slides.scrollLeft));
    return far.indexOf(Math.min(...far));
  };
  const turn = (carousel, step) => {
    const many = carousel.firstChild.childElementCount;
    tell(carousel.dataset.carousel, "slide", (+carousel.dataset.index + step + many) % many);
  };
  const play = (carousel) => {
    const { autoplay, index } = carousel.dataset;
    const known = carousels.get(carousel);
    clearTimeout(known.timer);
    if (!autoplay || !carousel.isConnected) return;
    known.timer = setTimeout(() => {
      const isHeld = document.hidden || still.matches || carousel.matches(":hover,:focus-within");
      if (!isHeld && index === carousel.dataset.index) turn(carousel, 1);
      play(carousel);
    }, autoplay * 1000);
  };
  const slide = () => {
    for (const carousel of root.querySelectorAll("[data-carousel]")) {
      const isNew = !carousels.has(carousel);
      if (isNew) carousels.set(carousel, {});
      const known = carousels.get(carousel);
      const { index } = carousel.dataset;
      if (index === known.index) continue;
      known.index = index;
      const slides = carousel.firstChild;
      const behavior = isNew || still.matches ? "instant" : "smooth";
      if (slides.firstChild && nearest(slides) !== +index) slides.scrollTo({ left: offsets(slides)[index], behavior });
      play(carousel);
    }
  };
  let rest;
  const hasEnd = "onscrollend" in window;
  on(root, hasEnd ? "scrollend" : "scroll", ({ target }) => {
    const carousel = target.parentNode;
    if (!carousel?.dataset?.carousel) return;
    clearTimeout(rest);
    rest = setTimeout(
      () => {
        const index = nearest(target);
        if (index !== +carousel.dataset.index) tell(carousel.dataset.carousel, "slide", index);
      },
      hasEnd ? 0 : REST,
    );
  });

  // Videos.
  const sources = new Map();
  const said = {
    play: (video) => {
      const known = sources.get(video);
      const action = known.hasPlayed ? "VIDEO_RESUMED" : "VIDEO_STARTED";
      known.hasPlayed = true;
      return action;
    },
    pause: (video) => !video.ended && "VIDEO_PAUSED",
    ended: () => "VIDEO_ENDED",
    volumechange: (video) => {
      const known = sources.get(video);
      if (known.muted === video.muted) return;
      known.muted = video.muted;
      return video.muted ? "VIDEO_MUTED" : "VIDEO_UNMUTED";
    },
    loadstart: (video) => {
      const known = sources.get(video);
      // A player of streams has a source of its own.
      if (known.src === video.src || (known.player && video.src.startsWith("blob:"))) return;
      open(video);
      return "VIDEO_CHANGED";
    },
  };
  const open = async (video) => {
    const known = { muted: video.muted, src: video.src };
    sources.get(video)?.player?.destroy();
    sources.set(video, known);
    if (!hls || !/\.m3u8\b/.test(known.src) || video.canPlayType("application/vnd.apple.mpegurl")) return;
    const { default: Hls } = await hls();
    if (sources.get(video) !== known) return;
    known.player = new Hls();
    known.player.loadSource(known.src);
    known.player.attachMedia(video);
  };
  const watch = () => {
    for (const [video, { player }] of sources) {
      if (video.isConnected) continue;
      player?.destroy();
      sources.delete(video);
    }
    for (const video of root.querySelectorAll("video")) if (!sources.has(video)) open(video);
  };
  on(root, Object.keys(said).join(" "), ({ type, target }) => {
    const action = sources.has(target) && said[type](target);
    if (!action) return;
    const { currentTime, duration } = target;
    tell("", action, {
      index: [...root.querySelectorAll("video")].indexOf(target),
      contentTimecode: currentTime,
      contentDuration: Number.isFinite(duration) ? duration : null,
    });
  });

  // The focus.
  const focusable = (within = root) =>
    [...within.querySelectorAll(FOCUSABLE)].filter(
      (one) => one.getClientRects().length && (one.checkVisibility?.() ?? true),
    );
  const towards = (from, [x, y], all) => {
    const start = from.getBoundingClientRect();
    let best,
      least = Infinity;
    for (const one of all) {
      const box = one.getBoundingClientRect();
      // How far it lies ahead, edge to edge, and how far beside.
      const ahead = x
        ? (x * (box.left + box.right - start.left - start.right)) / 2
        : (y * (box.top + box.bottom - start.top - start.bottom)) / 2;
      const beside = x
        ? Math.max(0, box.top - start.bottom, start.top - box.bottom)
        : Math.max(0, box.left - start.right, start.left - box.right);
      if (one === from || ahead <= 1) continue;
      const centre = x
        ? Math.abs(box.top + box.bottom - start.top - start.bottom)
        : Math.abs(box.left + box.right - start.left - start.right);
      const far = ahead + 4 * beside + centre / 20;
      if (far < least) [best, least] = [one, far];
    }
    return best;
  };
  const press = (event) => {
    const { keyCode, shiftKey, altKey, ctrlKey, metaKey } = event;
    const focused = root.activeElement;
    const isOurs = focused || dialog || (isTelevision && document.activeElement === document.body);
    if (!isOurs || altKey || ctrlKey || metaKey || root.host.inert) return;
    if (BACK.includes(keyCode)) tell("", "back");
    if (keyCode === TAB && dialog) {
      const all = focusable();
      const ends = shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
      if (!focused || focused === ends[0]) go(event, ends[1]);
    }
    const move = MOVES[keyCode];
    if (!move || focused?.localName === "video") return;
    const carousel = focused?.parentNode;
    if (move[0] && focused?.matches(".slides")) {
      event.preventDefault();
      return turn(carousel, getComputedStyle(focused).direction === "rtl" ? -move[0] : move[0]);
    }
    const group = focused?.closest("[role=radiogroup]");
    if (!isTelevision && !group) return;
    const all = focusable(isTelevision ? root : group);
    const target = focused ? towards(focused, move, all) : all[0];
    if (go(event, target) && !isTelevision) target.click();
  };
  const go = (event, target) => {
    if (!target) return false;
    event.preventDefault();
    target.focus();
    return true;
  };
  on(document, "keydown", press);

  // What screen readers hear.
  let announcer = root.querySelector(".announcer");
  if (!announcer) {
    announcer = root.appendChild(document.createElement("div"));
    announcer.className = "announcer";
    announcer.setAttribute("role", "status");
  }

  const refresh = () => {
    watch();
    slide();
    count();
  };
  refresh();
  const enter = () => (dialog || isTelevision) && !root.activeElement && focusable()[0]?.focus();
  isLate ? requestAnimationFrame(enter) : enter();
  return {
    refresh,
    say: (text) => (announcer.textContent = text),
    stop() {
      clearTimeout(clock);
      clearTimeout(rest);
      for (const { timer } of carousels.values()) clearTimeout(timer);
      for (const { player } of sources.values()) player?.destroy();
      sources.clear();
      for (const stop of stops) stop();
    },
  };
}
