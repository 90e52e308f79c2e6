// Streaming: a wall of posters, and a first year that costs less than the years after it.

import { checks } from "../features.mjs";
import { drawing } from "../kit.mjs";
import { rows } from "../plans.mjs";

const looks = [
  [
    "#f2545b",
    "#8f1d3f",
    `<circle cx="75" cy="95" r="44" fill="#ffd9a0"/><path d="M0 225V150l50-40 40 34 60-50v131z" fill="#4a0f2a"/>`,
  ],
  [
    "#2e86ab",
    "#0b2d4d",
    `<path d="M75 40l46 86H29z" fill="#d7f3ff"/><rect y="150" width="150" height="75" fill="#08203a"/><rect x="20" y="166" width="110" height="6" fill="#7fd0ee"/>`,
  ],
  [
    "#f6ae2d",
    "#b5510b",
    `<circle cx="75" cy="110" r="52" fill="#7a2f06"/><circle cx="75" cy="110" r="30" fill="#ffe7b8"/>`,
  ],
  [
    "#7b4bd1",
    "#2a1159",
    `<path d="M75 30q60 50 0 130-60-80 0-130z" fill="#e9d8ff"/><rect x="30" y="176" width="90" height="10" rx="5" fill="#e9d8ff"/>`,
  ],
  [
    "#1fa97c",
    "#07402f",
    `<path d="M0 225q40-120 75-120t75 120z" fill="#c9f7e2"/><circle cx="112" cy="56" r="22" fill="#fff2b8"/>`,
  ],
  [
    "#e0559a",
    "#5a1145",
    `<rect x="28" y="46" width="94" height="94" rx="47" fill="#ffd3e8"/><rect x="58" y="76" width="34" height="34" fill="#5a1145"/>`,
  ],
  ["#5b6b8c", "#161d30", `<path d="M20 170l40-110 28 66 22-40 30 84z" fill="#cfd9ee"/>`],
];
const poster = ([top, foot, inside], at) =>
  `<linearGradient id="g${at}" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${top}"/><stop offset="1" stop-color="${foot}"/></linearGradient><g id="p${at}"><rect width="150" height="225" rx="14" fill="url(#g${at})"/>${inside}<rect x="16" y="198" width="76" height="9" rx="4.5" fill="#fff" fill-opacity=".75"/></g>`;
const hung = (column, row) =>
  `<use href="#p${(column * 3 + row * 5) % looks.length}" x="${column * 176 - 150}" y="${row * 252 - 260 + (column % 2) * 110}"/>`;
const wall = Array.from({ length: 9 }, (_, column) =>
  Array.from({ length: 7 }, (_, row) => hung(column, row)).join(""),
).join("");
const art =
  drawing(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1200" preserveAspectRatio="xMidYMid slice"><defs>${looks.map(poster).join("")}
<linearGradient id="f" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#0e0b14" stop-opacity=".1"/><stop offset=".58" stop-color="#0e0b14" stop-opacity=".2"/><stop offset=".74" stop-color="#0e0b14"/></linearGradient></defs>
<rect width="1200" height="1200" fill="#0e0b14"/><g transform="rotate(-10 600 600)">${wall}</g><rect width="1200" height="1200" fill="url(#f)"/></svg>`);

export const design = {
  id: "marquee",
  name: "Marquee",
  about: "Films, series, sport and music",
  art,
  artHeight: "42vh",
  overlap: -76,
  theme: {
    brand: "MARQUEE",
    page: "#0e0b14",
    base: "#0e0b14",
    ink: "#ffffff",
    muted: "#b9b3c6",
    card: "#1a1624",
    chosen: "#2c2318",
    line: "#3b3549",
    accent: "#ffb938",
    onAccent: "#2b1a00",
    accentInk: "#ffc861",
    action: "#ffb938",
    soft: "#2f2513",
    veil: "rgb(14 11 20 / 0.66)",
    onVeil: "#ffffff",
    focus: "#ffffff",
    onFocus: "#0e0b14",
    radius: 14,
    intro: true,
    pill: false,
  },
  products: [
    ["premium", "yearly", "flexible-line"],
    ["monthly", "monthly", "flexible-line"],
  ],
  body: (kit, s) => checks(kit, s, ["screens", "quality", "download"]),
  plans: rows,
  words: {
    en: {
      title: "Tonight is sorted",
      subtitle: "Films, series and live sport in one place.",
      screens: "On four screens at once",
      quality: "Up to 4K, with surround sound",
      download: "Downloads for the journey",
    },
    de: {
      title: "Der Abend ist gerettet",
      subtitle: "Filme, Serien und Livesport an einem Ort.",
      screens: "Auf vier Bildschirmen zugleich",
      quality: "Bis zu 4K, mit Raumklang",
      download: "Downloads für unterwegs",
    },
    ja: {
      title: "今夜の一本が見つかる",
      subtitle: "映画もドラマもスポーツ中継も、ここに。",
      screens: "4台の画面で同時に",
      quality: "最大4K、サラウンド音声",
      download: "移動中のためのダウンロード",
    },
    ar: {
      title: "سهرتك جاهزة",
      subtitle: "أفلام ومسلسلات ورياضة مباشرة في مكان واحد.",
      screens: "على أربع شاشات معًا",
      quality: "حتى 4K مع صوت محيطي",
      download: "تنزيلات للسفر",
    },
    fr: {
      title: "La soirée est sauvée",
      subtitle: "Films, séries et sport en direct au même endroit.",
      screens: "Sur quatre écrans à la fois",
      quality: "Jusqu’à 4K, avec son surround",
      download: "Téléchargements pour le voyage",
    },
    es: {
      title: "La noche está resuelta",
      subtitle: "Cine, series y deporte en directo en un solo lugar.",
      screens: "En cuatro pantallas a la vez",
      quality: "Hasta 4K, con sonido envolvente",
      download: "Descargas para el viaje",
    },
    pt: {
      title: "A noite está garantida",
      subtitle: "Filmes, séries e esporte ao vivo em um só lugar.",
      screens: "Em quatro telas ao mesmo tempo",
      quality: "Até 4K, com som surround",
      download: "Downloads para a viagem",
    },
    hi: {
      title: "आज की शाम तय है",
      subtitle: "फ़िल्में, सीरीज़ और लाइव खेल एक ही जगह।",
      screens: "एक साथ चार स्क्रीन पर",
      quality: "4K तक, सराउंड साउंड के साथ",
      download: "सफ़र के लिए डाउनलोड",
    },
  },
};
