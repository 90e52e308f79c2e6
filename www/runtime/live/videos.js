// Videos: what they say of themselves, and streams that the browser does not play itself.

/** @import { StreamPlayer } from "../index.js" */
/** @import { Life } from "./live.js" */

/**
 * A video's source as it was last seen.
 * @typedef {object} Known
 * @property {boolean} muted
 * @property {string} src
 * @property {boolean} [hasPlayed]
 * @property {InstanceType<StreamPlayer>} [player]
 */

/**
 * The names of events, by the type of the browser's; undefined, where nothing is to be told.
 * @type {Record<string, (video: HTMLVideoElement, known: Known) => string | undefined>}
 */
const SAID = {
  play(_, known) {
    if (known.hasPlayed) return "VIDEO_RESUMED";
    known.hasPlayed = true;
    return "VIDEO_STARTED";
  },
  pause: (video) => (video.ended ? undefined : "VIDEO_PAUSED"),
  ended: () => "VIDEO_ENDED",
  volumechange({ muted }, known) {
    if (known.muted === muted) return;
    known.muted = muted;
    return muted ? "VIDEO_MUTED" : "VIDEO_UNMUTED";
  },
  // A player of streams has a source of its own.
  loadstart: ({ src }, known) =>
    known.src === src || (known.player && src.startsWith("blob:")) ? undefined : "VIDEO_CHANGED",
};

/**
 * Tells of videos. The answer is to be called after every change of the page.
 * @param {Life} life
 * @param {(() => Promise<{ default: StreamPlayer }>) | undefined} hls loads the app's player of streams
 */
export function videos({ root, on, tell, ends }, hls) {
  /** @type {Map<HTMLVideoElement, Known>} */
  const sources = new Map();

  /** @param {HTMLVideoElement} video */
  const open = async (video) => {
    /** @type {Known} */
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

  on(root, Object.keys(SAID).join(" "), ({ type, target: video }) => {
    const known = sources.get(video);
    const action = known && SAID[type](video, known);
    if (!action) return;
    if (type === "loadstart") open(video);
    const { currentTime, duration } = video;
    tell("", action, {
      index: [...root.querySelectorAll("video")].indexOf(video),
      contentTimecode: currentTime,
      contentDuration: Number.isFinite(duration) ? duration : null,
    });
  });

  ends.push(() => {
    for (const { player } of sources.values()) player?.destroy();
    sources.clear();
  });
  return () => {
    for (const [video, { player }] of sources) {
      if (video.isConnected) continue;
      player?.destroy();
      sources.delete(video);
    }
    for (const video of root.querySelectorAll("video")) if (!sources.has(video)) open(video);
  };
}
