// Finance and work: calm, with a chart and a card, and three reasons in a sentence each. Light and dark.

import { icons } from "../features.mjs";
import { drawing } from "../kit.mjs";
import { cards } from "../plans.mjs";

const bars = [150, 210, 180, 260, 230, 320]
  .map(
    (height, at) =>
      `<rect x="${330 + at * 66}" y="${700 - height}" width="38" height="${height}" rx="10" fill="${at === 5 ? "#7be3cc" : "#d5ece7"}"/>`,
  )
  .join("");
const art =
  drawing(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1200" preserveAspectRatio="xMidYMid slice"><defs>
<linearGradient id="b" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#0f7d6c"/><stop offset="1" stop-color="#06362f"/></linearGradient>
<linearGradient id="c" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#1b2430"/><stop offset="1" stop-color="#3a4a5e"/></linearGradient></defs>
<rect width="1200" height="1200" fill="url(#b)"/><circle cx="1010" cy="190" r="330" fill="#fff" fill-opacity=".06"/><circle cx="160" cy="1020" r="380" fill="#fff" fill-opacity=".05"/>
<rect x="272" y="316" width="520" height="450" rx="34" fill="#000" fill-opacity=".16" transform="translate(0 24)"/><rect x="272" y="316" width="520" height="450" rx="34" fill="#fff"/>
<rect x="316" y="352" width="150" height="14" rx="7" fill="#b9c6c9"/>${bars}<path d="M340 610C420 560 450 580 510 540s90-20 150-80 60-50 96-60" fill="none" stroke="#0f7d6c" stroke-width="9" stroke-linecap="round"/><circle cx="756" cy="400" r="15" fill="#0f7d6c"/><rect x="316" y="716" width="432" height="6" rx="3" fill="#e6eeed"/>
<g transform="rotate(-9 800 720)"><rect x="600" y="602" width="420" height="262" rx="28" fill="#000" fill-opacity=".2" transform="translate(0 20)"/><rect x="600" y="602" width="420" height="262" rx="28" fill="url(#c)"/><rect x="640" y="656" width="66" height="50" rx="10" fill="#f1c56b"/><path d="M640 681h66M662 656v50M684 656v50" stroke="#b98a2f" stroke-width="3"/><rect x="640" y="760" width="200" height="16" rx="8" fill="#fff" fill-opacity=".75"/><rect x="640" y="796" width="120" height="14" rx="7" fill="#fff" fill-opacity=".4"/><path d="M930 782q22 18 0 36M948 772q34 28 0 56M966 762q46 38 0 76" fill="none" stroke="#7be3cc" stroke-width="8" stroke-linecap="round"/></g>
<g transform="translate(290 830)"><circle r="96" fill="#fff"/><circle r="62" fill="none" stroke="#e0ecea" stroke-width="30"/><circle r="62" fill="none" stroke="#f6ae2d" stroke-width="30" stroke-dasharray="150 390" transform="rotate(-90)"/><circle r="62" fill="none" stroke="#0f7d6c" stroke-width="30" stroke-dasharray="120 390" transform="rotate(48)"/></g></svg>`);

const reasons = [
  ["LockFilled", "private"],
  ["ClockCircleFilled", "ahead"],
  ["UserOutlined", "shared"],
];

export const design = {
  id: "tally",
  name: "Tally",
  about: "Finance and productivity",
  art,
  artHeight: "26vh",
  tablet: "38vh",
  theme: {
    brand: "Tally Plus",
    page: ["#f6f9f9", "#0d1514"],
    base: ["#f6f9f9", "#0d1514"],
    ink: ["#11211f", "#eef6f4"],
    muted: ["#526461", "#a6b8b4"],
    card: ["#ffffff", "#16211f"],
    chosen: ["#e2f4f0", "#16332d"],
    line: ["#d3dfdd", "#33443f"],
    accent: ["#0b6a5b", "#7be3cc"],
    onAccent: ["#ffffff", "#04241e"],
    accentInk: ["#0b6a5b", "#7be3cc"],
    action: ["#0b6a5b", "#7be3cc"],
    soft: ["#dff1ed", "#16332d"],
    veil: "rgb(255 255 255 / 0.86)",
    onVeil: "#11211f",
    focus: ["#11211f", "#ffffff"],
    onFocus: ["#ffffff", "#11211f"],
    radius: 14,
    square: true,
    pill: false,
  },
  products: [
    ["yearly", "yearly", "month-line", "best-value"],
    ["monthly", "monthly", "flexible-line"],
  ],
  body: (kit, s) => icons(kit, s, reasons),
  plans: cards,
  words: {
    en: {
      title: "Know where it goes",
      subtitle: "All accounts in one clear picture.",
      private: "Only yours",
      "private-text": "Encrypted on your device, never sold.",
      ahead: "One step ahead",
      "ahead-text": "Bills and low balances, before they surprise you.",
      shared: "Shared, if you like",
      "shared-text": "One budget for two, with a view for each.",
    },
    de: {
      title: "Wissen, wohin es fließt",
      subtitle: "Alle Konten in einem klaren Bild.",
      private: "Nur für dich",
      "private-text": "Auf deinem Gerät verschlüsselt, nie verkauft.",
      ahead: "Einen Schritt voraus",
      "ahead-text": "Rechnungen und knappe Konten, bevor sie dich überraschen.",
      shared: "Geteilt, wenn du magst",
      "shared-text": "Ein Budget für zwei, mit einer Ansicht für jeden.",
    },
    ja: {
      title: "お金の行き先がわかる",
      subtitle: "すべての口座を、ひと目で。",
      private: "あなただけのもの",
      "private-text": "端末で暗号化。販売することはありません。",
      ahead: "一歩先に",
      "ahead-text": "請求や残高不足を、事前にお知らせ。",
      shared: "共有もできます",
      "shared-text": "ふたりの家計を、それぞれの画面で。",
    },
    ar: {
      title: "اعرف أين تذهب أموالك",
      subtitle: "كل الحسابات في صورة واحدة واضحة.",
      private: "لك وحدك",
      "private-text": "مشفّرة على جهازك ولا تُباع أبدًا.",
      ahead: "خطوة إلى الأمام",
      "ahead-text": "الفواتير والأرصدة المنخفضة قبل أن تفاجئك.",
      shared: "مشتركة إن أردت",
      "shared-text": "ميزانية واحدة لشخصين، ولكل منهما عرضه.",
    },
    fr: {
      title: "Sache où va ton argent",
      subtitle: "Tous tes comptes en une vue claire.",
      private: "Rien qu’à toi",
      "private-text": "Chiffré sur ton appareil, jamais vendu.",
      ahead: "Une longueur d’avance",
      "ahead-text": "Factures et soldes bas, avant la surprise.",
      shared: "À deux, si tu veux",
      "shared-text": "Un budget commun, une vue pour chacun.",
    },
    es: {
      title: "Sabe adónde va tu dinero",
      subtitle: "Todas las cuentas en una imagen clara.",
      private: "Solo tuyo",
      "private-text": "Cifrado en tu dispositivo, nunca vendido.",
      ahead: "Un paso por delante",
      "ahead-text": "Facturas y saldos bajos, antes de la sorpresa.",
      shared: "Compartido, si quieres",
      "shared-text": "Un presupuesto para dos, con una vista para cada uno.",
    },
    pt: {
      title: "Saiba para onde vai",
      subtitle: "Todas as contas em uma visão clara.",
      private: "Só seu",
      "private-text": "Criptografado no aparelho, nunca vendido.",
      ahead: "Um passo à frente",
      "ahead-text": "Contas e saldos baixos, antes da surpresa.",
      shared: "Compartilhado, se quiser",
      "shared-text": "Um orçamento para dois, com uma visão para cada um.",
    },
    hi: {
      title: "जानें पैसा कहाँ जाता है",
      subtitle: "सभी खाते एक साफ़ तस्वीर में।",
      private: "सिर्फ़ आपका",
      "private-text": "आपके डिवाइस पर एन्क्रिप्टेड, कभी बेचा नहीं जाता।",
      ahead: "एक क़दम आगे",
      "ahead-text": "बिल और कम शेष राशि, चौंकाने से पहले।",
      shared: "चाहें तो साझा",
      "shared-text": "दो लोगों का एक बजट, हर एक का अपना दृश्य।",
    },
  },
};
