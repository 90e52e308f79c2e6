// Learning languages: a bird that talks, and a table of what is free and what is not. Light and dark.

import { table } from "../features.mjs";
import { drawing } from "../kit.mjs";
import { cards } from "../plans.mjs";

const bubble = (x, y, width, height, color, tail, inside) =>
  `<g transform="translate(${x} ${y})"><rect width="${width}" height="${height}" rx="${height * 0.42}" fill="${color}"/><path d="M${tail} ${height - 4}l24 56 44-58z" fill="${color}"/>${inside}</g>`;
const dots = (width, height, color) =>
  [0.28, 0.5, 0.72]
    .map((at) => `<circle cx="${width * at}" cy="${height / 2}" r="${height * 0.09}" fill="${color}"/>`)
    .join("");
const art =
  drawing(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1200" preserveAspectRatio="xMidYMid slice"><defs>
<linearGradient id="b" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#ffe07a"/><stop offset="1" stop-color="#ffb938"/></linearGradient></defs>
<rect width="1200" height="1200" fill="url(#b)"/><circle cx="600" cy="600" r="470" fill="#fff" fill-opacity=".22"/><circle cx="600" cy="600" r="350" fill="#fff" fill-opacity=".25"/>
${bubble(150, 330, 290, 170, "#ffffff", 180, dots(290, 170, "#5b3df5"))}${bubble(800, 250, 250, 150, "#5b3df5", 40, `<path d="M70 78l34 34 74-76" fill="none" stroke="#fff" stroke-width="22" stroke-linecap="round" stroke-linejoin="round"/>`)}
${bubble(860, 640, 220, 130, "#ff6f91", 30, dots(220, 130, "#ffffff"))}${bubble(110, 690, 210, 124, "#1fb28a", 130, `<rect x="44" y="40" width="122" height="14" rx="7" fill="#fff"/><rect x="44" y="70" width="82" height="14" rx="7" fill="#fff"/>`)}
<path d="M430 900q-60 120-20 230l70-20 30 60 60-130z" fill="#0e8f6c"/><ellipse cx="600" cy="740" rx="210" ry="270" fill="#1fb28a"/><ellipse cx="620" cy="800" rx="138" ry="190" fill="#c9f4e2"/>
<path d="M404 690q-70 150 50 300 70-130 40-290z" fill="#0e8f6c"/><circle cx="600" cy="500" r="190" fill="#1fb28a"/><path d="M520 330q20-120 110-130-20 60 10 100 40-60 110-50-60 40-60 110z" fill="#ff6f91"/>
<circle cx="540" cy="480" r="72" fill="#fff"/><circle cx="690" cy="480" r="72" fill="#fff"/><circle cx="554" cy="488" r="36" fill="#22163f"/><circle cx="676" cy="488" r="36" fill="#22163f"/><circle cx="566" cy="474" r="12" fill="#fff"/><circle cx="688" cy="474" r="12" fill="#fff"/>
<path d="M560 552q55-40 110 0-6 76-55 118-49-42-55-118z" fill="#ff8b2b"/><path d="M560 552q55 34 110 0" fill="none" stroke="#c75f0c" stroke-width="8"/><path d="M540 1000v60m-26 0h52M660 1000v60m-26 0h52" stroke="#ff8b2b" stroke-width="20" stroke-linecap="round"/></svg>`);

const lines = [
  ["daily", true],
  ["courses", false],
  ["talk", false],
  ["offline", false],
  ["ads", false],
];

export const design = {
  id: "parla",
  name: "Parla",
  about: "Learning, courses and schools",
  art,
  artHeight: "26vh",
  tablet: "38vh",
  theme: {
    page: ["#ffffff", "#14122b"],
    base: ["#ffffff", "#14122b"],
    ink: ["#22163f", "#f6f3ff"],
    muted: ["#5f5876", "#b9b2d6"],
    card: ["#ffffff", "#1e1b3d"],
    chosen: ["#f1edff", "#2b2558"],
    line: ["#dcd6ee", "#453f70"],
    accent: ["#5b3df5", "#b9acff"],
    onAccent: ["#ffffff", "#1a1142"],
    accentInk: ["#5b3df5", "#b9acff"],
    action: ["#5b3df5", "#b9acff"],
    soft: ["#f1edff", "#2b2558"],
    veil: "rgb(255 255 255 / 0.8)",
    onVeil: "#22163f",
    focus: ["#22163f", "#ffffff"],
    onFocus: ["#ffffff", "#22163f"],
    radius: 18,
    pill: false,
  },
  phone: { title: 28, gap: 14 },
  products: [
    ["yearly", "yearly", "month-line", "best-value"],
    ["monthly", "monthly", "flexible-line"],
  ],
  body: (kit, s) => table(kit, s, ["free", "Parla+"], lines),
  plans: cards,
  words: {
    en: {
      title: "Say it before you pack",
      subtitle: "Fifteen minutes a day, out loud.",
      free: "Free",
      yes: "Included",
      no: "Not included",
      daily: "One lesson a day",
      courses: "Every course and level",
      talk: "Conversations with a tutor",
      offline: "Lessons without a connection",
      ads: "No advertising",
    },
    de: {
      title: "Sprich, bevor du packst",
      subtitle: "Fünfzehn Minuten am Tag, laut gesprochen.",
      free: "Gratis",
      yes: "Enthalten",
      no: "Nicht enthalten",
      daily: "Eine Lektion am Tag",
      courses: "Alle Kurse und Stufen",
      talk: "Gespräche mit Lehrkräften",
      offline: "Lektionen ohne Verbindung",
      ads: "Keine Werbung",
    },
    ja: {
      title: "旅立つ前に、話せるように",
      subtitle: "1日15分、声に出して。",
      free: "無料",
      yes: "含まれます",
      no: "含まれません",
      daily: "1日1レッスン",
      courses: "すべてのコースとレベル",
      talk: "講師との会話",
      offline: "オフラインのレッスン",
      ads: "広告なし",
    },
    ar: {
      title: "تكلّمها قبل أن تسافر",
      subtitle: "خمس عشرة دقيقة في اليوم بصوت عالٍ.",
      free: "مجاني",
      yes: "متوفر",
      no: "غير متوفر",
      daily: "درس واحد في اليوم",
      courses: "كل الدورات والمستويات",
      talk: "محادثات مع معلّم",
      offline: "دروس دون اتصال",
      ads: "بلا إعلانات",
    },
    fr: {
      title: "Parle avant de partir",
      subtitle: "Quinze minutes par jour, à voix haute.",
      free: "Gratuit",
      yes: "Inclus",
      no: "Non inclus",
      daily: "Une leçon par jour",
      courses: "Tous les cours et niveaux",
      talk: "Conversations avec un prof",
      offline: "Leçons hors connexion",
      ads: "Sans publicité",
    },
    es: {
      title: "Dilo antes de viajar",
      subtitle: "Quince minutos al día, en voz alta.",
      free: "Gratis",
      yes: "Incluido",
      no: "No incluido",
      daily: "Una lección al día",
      courses: "Todos los cursos y niveles",
      talk: "Conversaciones con tutores",
      offline: "Lecciones sin conexión",
      ads: "Sin publicidad",
    },
    pt: {
      title: "Fale antes de viajar",
      subtitle: "Quinze minutos por dia, em voz alta.",
      free: "Grátis",
      yes: "Incluído",
      no: "Não incluído",
      daily: "Uma lição por dia",
      courses: "Todos os cursos e níveis",
      talk: "Conversas com professores",
      offline: "Lições sem conexão",
      ads: "Sem anúncios",
    },
    hi: {
      title: "सफ़र से पहले बोलना सीखें",
      subtitle: "रोज़ पंद्रह मिनट, बोलकर।",
      free: "मुफ़्त",
      yes: "शामिल",
      no: "शामिल नहीं",
      daily: "रोज़ एक पाठ",
      courses: "सभी कोर्स और स्तर",
      talk: "शिक्षक के साथ बातचीत",
      offline: "बिना कनेक्शन के पाठ",
      ads: "कोई विज्ञापन नहीं",
    },
  },
};
