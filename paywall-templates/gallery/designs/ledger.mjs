// News: paper and print, letters with serifs, rows below each other, light and dark.

import { checks } from "../features.mjs";
import { drawing } from "../kit.mjs";
import { rows } from "../plans.mjs";

const lines = (x, y, width, count, step = 20) =>
  Array.from(
    { length: count },
    (_, at) =>
      `<rect x="${x}" y="${y + at * step}" width="${at % 4 === 3 ? width * 0.7 : width}" height="7" rx="3" fill="#cfc6b8"/>`,
  ).join("");
const sheet = (turn, inside) =>
  `<g transform="rotate(${turn} 600 640)"><rect x="250" y="270" width="640" height="860" rx="6" fill="#000" fill-opacity=".14" transform="translate(14 22)"/><rect x="250" y="270" width="640" height="860" rx="6" fill="#fdfaf4"/>${inside}</g>`;
const art =
  drawing(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1200" preserveAspectRatio="xMidYMid slice"><defs>
<linearGradient id="b" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#f6c99a"/><stop offset=".5" stop-color="#e9a07c"/><stop offset="1" stop-color="#b4574a"/></linearGradient>
<linearGradient id="p" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#35506b"/><stop offset="1" stop-color="#7fa3b5"/></linearGradient>
<radialGradient id="c"><stop stop-color="#4a2b1b"/><stop offset=".8" stop-color="#3a2013"/><stop offset="1" stop-color="#2a160c"/></radialGradient></defs>
<rect width="1200" height="1200" fill="url(#b)"/><circle cx="600" cy="430" r="430" fill="#fff" fill-opacity=".16"/><circle cx="600" cy="430" r="310" fill="#fff" fill-opacity=".16"/>
${sheet(9, "")}${sheet(
  -6,
  `<rect x="290" y="312" width="560" height="44" rx="4" fill="#1a1714"/><rect x="290" y="368" width="560" height="4" fill="#1a1714"/>
<rect x="290" y="394" width="360" height="30" rx="4" fill="#3b342d"/><rect x="290" y="436" width="300" height="30" rx="4" fill="#3b342d"/>
<rect x="290" y="490" width="360" height="230" fill="url(#p)"/><path d="M290 720v-60l90-90 70 66 50-44 150 128z" fill="#1f3346"/><circle cx="560" cy="548" r="30" fill="#ffd9a0"/>
${lines(680, 398, 170, 17)}${lines(290, 748, 170, 14)}${lines(480, 748, 170, 14)}<rect x="680" y="752" width="170" height="120" fill="#b3261e"/>${lines(680, 892, 170, 7)}`,
)}
<g transform="translate(968 330)"><ellipse cx="12" cy="22" rx="150" ry="146" fill="#000" fill-opacity=".16"/><circle r="146" fill="#fff"/><circle r="104" fill="#f1ece4"/><circle r="86" fill="url(#c)"/><path d="M-46 -18q40-44 92-4" fill="none" stroke="#8a5a3c" stroke-width="9" stroke-linecap="round"/></g></svg>`);

const feature = ["articles", "spoken", "archive", "puzzles"];

export const design = {
  id: "ledger",
  name: "Ledger",
  about: "News and magazines",
  art,
  artSide: "end",
  artHeight: "24vh",
  phone: { title: 28, gap: 14 },
  tablet: "40vh",
  theme: {
    brand: "The Ledger",
    display: "serif",
    page: ["#faf7f2", "#171412"],
    base: ["#faf7f2", "#171412"],
    ink: ["#1a1714", "#f4efe8"],
    muted: ["#665e55", "#b8aea3"],
    card: ["#ffffff", "#211d1a"],
    chosen: ["#fbeeea", "#33201c"],
    line: ["#d9d1c6", "#463f39"],
    accent: ["#a8231b", "#ff9a8b"],
    onAccent: ["#ffffff", "#2a0d0a"],
    accentInk: ["#a8231b", "#ff9a8b"],
    action: ["#1a1714", "#ff9a8b"],
    soft: ["#f3e3de", "#33201c"],
    veil: "rgb(255 255 255 / 0.86)",
    onVeil: "#1a1714",
    focus: ["#1a1714", "#ffffff"],
    onFocus: ["#ffffff", "#1a1714"],
    radius: 8,
    pill: false,
  },
  products: [
    ["yearly", "yearly", "month-line", "best-value"],
    ["monthly", "monthly", "flexible-line"],
  ],
  body: (kit, s) => checks(kit, s, feature),
  plans: rows,
  words: {
    en: {
      title: "Journalism worth your morning",
      subtitle: "Reporting that takes its time, without advertising.",
      articles: "Every article and every edition",
      spoken: "Read aloud, for the way to work",
      archive: "The whole archive, searchable",
      puzzles: "Crosswords and recipes each day",
    },
    de: {
      title: "Journalismus, der deinen Morgen wert ist",
      subtitle: "Berichte, die sich Zeit nehmen. Ohne Werbung.",
      articles: "Alle Artikel und alle Ausgaben",
      spoken: "Vorgelesen, für den Weg zur Arbeit",
      archive: "Das ganze Archiv, durchsuchbar",
      puzzles: "Jeden Tag Kreuzworträtsel und Rezepte",
    },
    ja: {
      title: "朝の時間にふさわしい報道を",
      subtitle: "じっくり取材した記事を、広告なしで。",
      articles: "すべての記事とすべての号",
      spoken: "通勤中に聴ける読み上げ",
      archive: "過去の記事をすべて検索",
      puzzles: "毎日のクロスワードとレシピ",
    },
    ar: {
      title: "صحافة تستحق صباحك",
      subtitle: "تقارير تأخذ وقتها، بلا إعلانات.",
      articles: "كل المقالات وكل الأعداد",
      spoken: "مقالات مسموعة في طريقك إلى العمل",
      archive: "الأرشيف كاملًا وقابلًا للبحث",
      puzzles: "كلمات متقاطعة ووصفات كل يوم",
    },
    fr: {
      title: "Un journalisme qui mérite ta matinée",
      subtitle: "Des enquêtes qui prennent leur temps, sans publicité.",
      articles: "Tous les articles, toutes les éditions",
      spoken: "Lus à voix haute, sur le trajet",
      archive: "Toutes les archives, avec recherche",
      puzzles: "Mots croisés et recettes chaque jour",
    },
    es: {
      title: "Periodismo a la altura de tu mañana",
      subtitle: "Reportajes sin prisa y sin publicidad.",
      articles: "Todos los artículos y ediciones",
      spoken: "Leídos en voz alta, de camino al trabajo",
      archive: "Todo el archivo, con buscador",
      puzzles: "Crucigramas y recetas cada día",
    },
    pt: {
      title: "Jornalismo que merece a sua manhã",
      subtitle: "Reportagens feitas com tempo, sem anúncios.",
      articles: "Todos os artigos e edições",
      spoken: "Lidos em voz alta, a caminho do trabalho",
      archive: "Todo o arquivo, com busca",
      puzzles: "Palavras cruzadas e receitas todo dia",
    },
    hi: {
      title: "आपकी सुबह के योग्य पत्रकारिता",
      subtitle: "समय लेकर लिखी गई ख़बरें, बिना विज्ञापन।",
      articles: "हर लेख और हर संस्करण",
      spoken: "काम पर जाते हुए सुनने के लिए",
      archive: "पूरा संग्रह, खोज के साथ",
      puzzles: "रोज़ वर्ग पहेली और व्यंजन",
    },
  },
};
