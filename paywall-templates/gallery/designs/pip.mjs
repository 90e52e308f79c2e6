// Children and families: soft colours, tiles, and words for the grown-ups who pay. Light and dark.

import { tiles } from "../features.mjs";
import { drawing } from "../kit.mjs";
import { rows } from "../plans.mjs";

const cloud = (x, y, scale) =>
  `<g transform="translate(${x} ${y}) scale(${scale})" fill="#fff" fill-opacity=".9"><circle cx="60" cy="60" r="50"/><circle cx="130" cy="44" r="64"/><circle cx="205" cy="66" r="46"/><rect x="30" y="62" width="210" height="50" rx="25"/></g>`;
const flower = (x, y, color) =>
  `<g transform="translate(${x} ${y})"><path d="M0 0v54" stroke="#2f8f5b" stroke-width="7" stroke-linecap="round"/>${[0, 72, 144, 216, 288].map((turn) => `<circle r="13" cy="-17" fill="${color}" transform="rotate(${turn})"/>`).join("")}<circle r="10" fill="#ffe07a"/></g>`;
const art =
  drawing(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1200" preserveAspectRatio="xMidYMid slice"><defs>
<linearGradient id="b" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#8fd3ff"/><stop offset=".7" stop-color="#d9f2ff"/></linearGradient></defs>
<rect width="1200" height="1200" fill="url(#b)"/><circle cx="960" cy="250" r="110" fill="#ffd34d"/><circle cx="960" cy="250" r="160" fill="#ffd34d" fill-opacity=".25"/>${cloud(90, 250, 1)}${cloud(730, 400, 0.8)}${cloud(420, 130, 0.62)}
<g transform="translate(560 250)"><path d="M-130 90a130 130 0 0 1 260 0c0 90-80 150-96 190h-68c-16-40-96-100-96-190z" fill="#ff7f6b"/><path d="M-52 90a52 130 0 0 1 104 0c0 90-26 150-32 190h-40c-6-40-32-100-32-190z" fill="#ffd34d"/><path d="M-30 284l-8 46M30 284l8 46" stroke="#8a5a3c" stroke-width="6"/><rect x="-46" y="328" width="92" height="70" rx="16" fill="#b4754a"/><circle cx="-8" cy="318" r="30" fill="#c98b52"/><circle cx="-32" cy="294" r="12" fill="#c98b52"/><circle cx="16" cy="294" r="12" fill="#c98b52"/><circle cx="-18" cy="314" r="4" fill="#2d1b10"/><circle cx="4" cy="314" r="4" fill="#2d1b10"/><path d="M-16 328q8 8 18 0" fill="none" stroke="#2d1b10" stroke-width="4" stroke-linecap="round"/></g>
<path d="M0 860q260-170 560-50t640-60v450H0z" fill="#8fdca0"/><path d="M0 960q340-120 660-10t540-40v290H0z" fill="#5fc483"/>
<g transform="translate(250 730)"><path d="M0-110l92 70v150h-184V-40z" fill="#fff3dc"/><path d="M-112-36L0-128 112-36 96-18 0-98-96-18z" fill="#e8604c"/><rect x="-26" y="36" width="52" height="74" rx="26" fill="#7a4fd0"/><circle cx="0" cy="-22" r="22" fill="#8fd3ff"/></g>
<g transform="translate(920 800)"><rect x="-14" y="-10" width="28" height="110" rx="10" fill="#8a5a3c"/><circle cy="-70" r="92" fill="#2f9f63"/><circle cx="-34" cy="-84" r="12" fill="#ff7f6b"/><circle cx="30" cy="-46" r="12" fill="#ff7f6b"/><circle cx="16" cy="-112" r="12" fill="#ff7f6b"/></g>${flower(470, 900, "#ff8fb4")}${flower(560, 950, "#ffffff")}${flower(690, 910, "#b79bff")}${flower(390, 980, "#ff7f6b")}</svg>`);

const promises = [
  ["SafetyOutlined", "safe"],
  ["UserOutlined", "children"],
  ["ClockCircleFilled", "limits"],
  ["MobileOutlined", "offline"],
];

export const design = {
  id: "pip",
  name: "Pip",
  about: "Children and families",
  art,
  artHeight: "25vh",
  tablet: "38vh",
  theme: {
    page: ["#fff9f0", "#1c1733"],
    base: ["#fff9f0", "#1c1733"],
    ink: ["#2d2142", "#fbf6ff"],
    muted: ["#665a78", "#c2b8da"],
    card: ["#ffffff", "#2a2349"],
    chosen: ["#ffeee2", "#453056"],
    line: ["#ecdfcf", "#4b4270"],
    accent: ["#b83f14", "#ffb58a"],
    onAccent: ["#ffffff", "#3a1604"],
    accentInk: ["#b83f14", "#ffb58a"],
    action: ["#b83f14", "#ffb58a"],
    soft: ["#ffe6d6", "#453056"],
    veil: "rgb(255 255 255 / 0.86)",
    onVeil: "#2d2142",
    focus: ["#2d2142", "#ffffff"],
    onFocus: ["#ffffff", "#2d2142"],
    radius: 20,
  },
  phone: { title: 27, gap: 13 },
  products: [
    ["yearly", "yearly", "month-line", "best-value"],
    ["monthly", "monthly", "flexible-line"],
    ["lifetime", "lifetime", "once-line"],
  ],
  body: (kit, s) => tiles(kit, s, promises),
  plans: rows,
  words: {
    en: {
      title: "A world to grow up in",
      subtitle: "For parents: please read this part yourselves.",
      safe: "No advertising, no chats",
      children: "Up to six children",
      limits: "You set the hours",
      offline: "Works on the plane",
    },
    de: {
      title: "Eine Welt zum Großwerden",
      subtitle: "Für Eltern: Diesen Teil bitte selbst lesen.",
      safe: "Keine Werbung, keine Chats",
      children: "Bis zu sechs Kinder",
      limits: "Du bestimmst die Zeiten",
      offline: "Auch im Flugzeug",
    },
    ja: {
      title: "すくすく育つ、安心の世界",
      subtitle: "保護者の方へ：この画面はご自身でお読みください。",
      safe: "広告もチャットもなし",
      children: "お子さま6人まで",
      limits: "時間は保護者が設定",
      offline: "飛行機の中でも",
    },
    ar: {
      title: "عالم يكبرون فيه",
      subtitle: "إلى الأهل: نرجو أن تقرؤوا هذا الجزء بأنفسكم.",
      safe: "بلا إعلانات ولا محادثات",
      children: "حتى ستة أطفال",
      limits: "أنت تحدد الأوقات",
      offline: "يعمل في الطائرة",
    },
    fr: {
      title: "Un monde pour grandir",
      subtitle: "Aux parents : merci de lire vous-mêmes cette page.",
      safe: "Ni publicité, ni messagerie",
      children: "Jusqu’à six enfants",
      limits: "Vous fixez les heures",
      offline: "Même en avion",
    },
    es: {
      title: "Un mundo para crecer",
      subtitle: "Para los padres: leed esta parte vosotros.",
      safe: "Sin anuncios ni chats",
      children: "Hasta seis niños",
      limits: "Tú pones el horario",
      offline: "También en el avión",
    },
    pt: {
      title: "Um mundo para crescer",
      subtitle: "Para os pais: leiam esta parte vocês mesmos.",
      safe: "Sem anúncios nem chats",
      children: "Até seis crianças",
      limits: "Você define o horário",
      offline: "Funciona no avião",
    },
    hi: {
      title: "बड़े होने के लिए एक दुनिया",
      subtitle: "माता-पिता: कृपया यह भाग स्वयं पढ़ें।",
      safe: "न विज्ञापन, न चैट",
      children: "छह बच्चों तक",
      limits: "समय आप तय करें",
      offline: "हवाई जहाज़ में भी",
    },
  },
};
