// Editing photos: the same picture before and after, and tiles of tools.

import { tiles } from "../features.mjs";
import { drawing } from "../kit.mjs";
import { rows } from "../plans.mjs";

const scene = ([sky, glow, sun, far, near, front, water]) =>
  `<rect width="1200" height="1200" fill="${sky}"/><rect y="300" width="1200" height="420" fill="${glow}"/><circle cx="640" cy="560" r="150" fill="${sun}"/>
<path d="M0 640L220 420 360 540 560 330 760 560 900 460 1200 680V820H0z" fill="${far}"/><path d="M0 740L180 620 420 760 640 640 900 770 1200 640V900H0z" fill="${near}"/>
<path d="M0 800h1200v400H0z" fill="${water}"/><path d="M0 1200V960q240-130 480-40t720-60v340z" fill="${front}"/><rect x="520" y="850" width="240" height="10" rx="5" fill="${sun}"/><rect x="560" y="890" width="170" height="9" rx="4" fill="${sun}"/>`;
const art =
  drawing(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1200" preserveAspectRatio="xMidYMid slice"><defs>
<linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#2a1668"/><stop offset=".5" stop-color="#c13f8f"/><stop offset="1" stop-color="#ff8a5b"/></linearGradient>
<linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#ff8a5b" stop-opacity="0"/><stop offset="1" stop-color="#ffd07a"/></linearGradient>
<linearGradient id="q" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#54565c"/><stop offset=".5" stop-color="#8b8d92"/><stop offset="1" stop-color="#a9abae"/></linearGradient>
<clipPath id="l"><rect width="600" height="1200"/></clipPath></defs>
${scene(["url(#s)", "url(#g)", "#fff0b8", "#7a2c8c", "#43206e", "#1a0f3d", "#8f3a86"])}
<g clip-path="url(#l)">${scene(["url(#q)", "none", "#b2b3b5", "#5d5f65", "#4a4c52", "#33353a", "#606268"])}</g>
<rect x="596" width="8" height="1200" fill="#fff"/><circle cx="600" cy="600" r="58" fill="#fff"/><path d="M584 574l-26 26 26 26M616 574l26 26-26 26" fill="none" stroke="#16121f" stroke-width="9" stroke-linecap="round" stroke-linejoin="round"/></svg>`);

const tools = [
  ["ThunderboltFilled", "remove"],
  ["StarFilled", "filters"],
  ["SyncOutlined", "batch"],
  ["HeartFilled", "portrait"],
];

export const design = {
  id: "prism",
  name: "Prism",
  about: "Photos, video and creative tools",
  art,
  artHeight: "33vh",
  artSide: "end",
  tablet: "40vh",
  theme: {
    brand: "Prism Pro",
    page: "#100d18",
    base: "#100d18",
    ink: "#ffffff",
    muted: "#b7b0c6",
    card: "#1c1827",
    chosen: "#2c1c33",
    line: "#3d364d",
    accent: "#ff8fb4",
    onAccent: "#2a0718",
    accentInk: "#ff9dbd",
    action: "linear-gradient(90deg, #ff9a6b 0%, #ff7fb4 100%)",
    soft: "#35203a",
    veil: "rgb(16 13 24 / 0.62)",
    onVeil: "#ffffff",
    focus: "#ffffff",
    onFocus: "#100d18",
    radius: 16,
    square: true,
  },
  products: [
    ["yearly", "yearly", "month-line", "best-value"],
    ["monthly", "monthly", "flexible-line"],
  ],
  body: (kit, s) => tiles(kit, s, tools),
  plans: rows,
  words: {
    en: {
      title: "Every photo, at its best",
      subtitle: "All tools, all filters, in full resolution.",
      remove: "Remove anything",
      filters: "All film looks",
      batch: "Edit many at once",
      portrait: "Portrait light",
    },
    de: {
      title: "Jedes Foto von seiner besten Seite",
      subtitle: "Alle Werkzeuge, alle Filter, in voller Auflösung.",
      remove: "Störendes entfernen",
      filters: "Alle Filmlooks",
      batch: "Viele zugleich bearbeiten",
      portrait: "Porträtlicht",
    },
    ja: {
      title: "どの写真も、最高の一枚に",
      subtitle: "すべてのツールとフィルターを、フル解像度で。",
      remove: "不要なものを消去",
      filters: "すべてのフィルム調",
      batch: "まとめて編集",
      portrait: "ポートレートの光",
    },
    ar: {
      title: "كل صورة في أجمل حال",
      subtitle: "كل الأدوات وكل المرشّحات بالدقة الكاملة.",
      remove: "إزالة أي شيء",
      filters: "كل مظاهر الأفلام",
      batch: "تعديل صور كثيرة معًا",
      portrait: "إضاءة البورتريه",
    },
    fr: {
      title: "Chaque photo sous son meilleur jour",
      subtitle: "Tous les outils et filtres, en pleine résolution.",
      remove: "Tout effacer",
      filters: "Tous les styles argentiques",
      batch: "Retouche par lots",
      portrait: "Lumière de portrait",
    },
    es: {
      title: "Cada foto, en su mejor versión",
      subtitle: "Todas las herramientas y filtros, a máxima resolución.",
      remove: "Borra lo que sobra",
      filters: "Todos los estilos de cine",
      batch: "Edita muchas a la vez",
      portrait: "Luz de retrato",
    },
    pt: {
      title: "Cada foto no seu melhor",
      subtitle: "Todas as ferramentas e filtros, em resolução máxima.",
      remove: "Remova o que sobra",
      filters: "Todos os estilos de filme",
      batch: "Edite várias de uma vez",
      portrait: "Luz de retrato",
    },
    hi: {
      title: "हर तस्वीर सबसे अच्छे रूप में",
      subtitle: "सभी टूल और फ़िल्टर, पूरे रेज़ोल्यूशन में।",
      remove: "कुछ भी हटाएँ",
      filters: "सभी फ़िल्म लुक",
      batch: "एक साथ कई संपादित करें",
      portrait: "पोर्ट्रेट की रोशनी",
    },
  },
};
