// Meditation: dusk over a lake, and how the free week goes, from day to day.

import { checks, timeline } from "../features.mjs";
import { drawing, noTrial, trial } from "../kit.mjs";
import { cards } from "../plans.mjs";

const stars = [
  [120, 130, 3],
  [240, 260, 2],
  [330, 90, 2.5],
  [450, 200, 2],
  [540, 70, 3],
  [700, 150, 2],
  [860, 80, 2.5],
  [980, 220, 3],
  [1090, 120, 2],
  [90, 380, 2],
  [1040, 390, 2.5],
  [180, 480, 2],
  [380, 360, 2],
  [900, 330, 2],
]
  .map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="#fff" fill-opacity=".8"/>`)
  .join("");
const glints = [
  [470, 900, 260],
  [520, 940, 160],
  [440, 985, 320],
  [540, 1030, 120],
  [480, 1075, 240],
  [530, 1120, 140],
]
  .map(
    ([x, y, width]) =>
      `<rect x="${x}" y="${y}" width="${width}" height="7" rx="3.5" fill="#ffe6c7" fill-opacity=".42"/>`,
  )
  .join("");
const art =
  drawing(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1200" preserveAspectRatio="xMidYMid slice"><defs>
<linearGradient id="b" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#171440"/><stop offset=".45" stop-color="#473a8c"/><stop offset=".68" stop-color="#b5729c"/><stop offset=".74" stop-color="#f0a58f"/></linearGradient>
<linearGradient id="w" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#9c658f"/><stop offset=".4" stop-color="#3f357c"/><stop offset="1" stop-color="#17143a"/></linearGradient>
<radialGradient id="m"><stop stop-color="#ffe9cf" stop-opacity=".55"/><stop offset="1" stop-color="#ffe9cf" stop-opacity="0"/></radialGradient></defs>
<rect width="1200" height="1200" fill="url(#b)"/>${stars}<circle cx="600" cy="470" r="380" fill="url(#m)"/><circle cx="600" cy="470" r="128" fill="#fff1dd"/><circle cx="560" cy="440" r="22" fill="#f3dcc0"/><circle cx="640" cy="505" r="30" fill="#f3dcc0"/><circle cx="618" cy="412" r="12" fill="#f3dcc0"/>
<path d="M0 800L170 610 300 720 470 560 640 740 800 590 960 730 1090 640 1200 760V880H0z" fill="#5b4690"/><path d="M0 850L210 700 380 810 560 690 760 820 930 710 1200 840V890H0z" fill="#3a2f70"/>
<rect y="862" width="1200" height="338" fill="url(#w)"/>${glints}
<path d="M0 1200V1010q90 40 150 120 40-120 120-150-30 110 10 220z" fill="#0f0d2b"/><path d="M1200 1200V960q-100 50-150 160-50-90-120-110 40 90 20 190z" fill="#0f0d2b"/></svg>`);

const stops = [
  ["UnlockOutlined", "today"],
  ["BellOutlined", "before"],
  ["StarFilled", "end"],
];

export const design = {
  id: "still",
  name: "Still",
  about: "Meditation and sleep",
  art,
  artHeight: "27vh",
  centred: true,
  theme: {
    page: "linear-gradient(180deg, #17143a 0%, #221b52 100%)",
    base: "#1d184a",
    ink: "#ffffff",
    muted: "#c6c0ea",
    card: "rgb(255 255 255 / 0.08)",
    chosen: "rgb(255 255 255 / 0.16)",
    line: "#5a5292",
    accent: "#ffd3a6",
    onAccent: "#2a1a3f",
    accentInk: "#ffd3a6",
    action: "linear-gradient(90deg, #ffd3a6 0%, #ffb3a8 100%)",
    soft: "#383072",
    veil: "rgb(20 16 60 / 0.55)",
    onVeil: "#ffffff",
    focus: "#ffffff",
    onFocus: "#1d184a",
    radius: 20,
  },
  products: [
    ["yearly", "yearly", "month-line", "best-value"],
    ["monthly", "monthly", "flexible-line"],
  ],
  body: (kit, s) =>
    kit.column(
      { width: "100%" },
      kit.column({ width: "100%", when: [[[noTrial], { hidden: true }]] }, timeline(kit, s, stops)),
      kit.column(
        { width: "100%", when: [[[trial], { hidden: true }]] },
        checks(kit, s, ["sleep", "breathe", "sounds"], "CheckCircleFilled"),
      ),
    ),
  plans: cards,
  words: {
    en: {
      title: "Sleep deeper.<br>Breathe easier.",
      subtitle: "Ten quiet minutes, whenever you need them.",
      today: "Today",
      "today-text": "All meditations, sounds and sleep stories are yours.",
      before: "Before it ends",
      "before-text": "We remind you, so that nothing takes you by surprise.",
      end: "On ${sku.freeTrialEndDate}",
      "end-text": "Your subscription begins, unless you cancelled.",
      sleep: "Stories and sounds for the night",
      breathe: "Breathing for tense moments",
      sounds: "A course for every beginning",
    },
    de: {
      title: "Tiefer schlafen.<br>Leichter atmen.",
      subtitle: "Zehn stille Minuten, wann immer du sie brauchst.",
      today: "Heute",
      "today-text": "Alle Meditationen, Klänge und Schlafgeschichten gehören dir.",
      before: "Bevor es endet",
      "before-text": "Wir erinnern dich, damit dich nichts überrascht.",
      end: "Am ${sku.freeTrialEndDate}",
      "end-text": "Dein Abo beginnt, wenn du nicht gekündigt hast.",
      sleep: "Geschichten und Klänge für die Nacht",
      breathe: "Atemübungen für angespannte Momente",
      sounds: "Ein Kurs für jeden Anfang",
    },
    ja: {
      title: "深く眠り、<br>ゆったり呼吸する",
      subtitle: "必要なときに、静かな10分を。",
      today: "今日",
      "today-text": "瞑想、音、おやすみストーリーをすべて利用できます。",
      before: "終わる前に",
      "before-text": "お知らせを送るので、安心です。",
      end: "${sku.freeTrialEndDate}",
      "end-text": "解約していなければ、登録が始まります。",
      sleep: "夜のためのストーリーと音",
      breathe: "緊張したときの呼吸法",
      sounds: "はじめての人のためのコース",
    },
    ar: {
      title: "نم أعمق.<br>تنفّس أسهل.",
      subtitle: "عشر دقائق هادئة متى احتجت إليها.",
      today: "اليوم",
      "today-text": "كل التأملات والأصوات وقصص النوم لك.",
      before: "قبل أن تنتهي",
      "before-text": "نذكّرك كي لا يفاجئك شيء.",
      end: "في ${sku.freeTrialEndDate}",
      "end-text": "يبدأ اشتراكك ما لم تلغِه.",
      sleep: "قصص وأصوات لليل",
      breathe: "تمارين تنفّس للحظات التوتر",
      sounds: "دورة لكل بداية",
    },
    fr: {
      title: "Dors mieux.<br>Respire mieux.",
      subtitle: "Dix minutes de calme, quand tu en as besoin.",
      today: "Aujourd’hui",
      "today-text": "Méditations, sons et histoires du soir : tout est à toi.",
      before: "Avant la fin",
      "before-text": "Un rappel, pour que rien ne te surprenne.",
      end: "Le ${sku.freeTrialEndDate}",
      "end-text": "Ton abonnement commence, sauf si tu as résilié.",
      sleep: "Histoires et sons pour la nuit",
      breathe: "Respirer dans les moments tendus",
      sounds: "Un cours pour chaque début",
    },
    es: {
      title: "Duerme mejor.<br>Respira mejor.",
      subtitle: "Diez minutos de calma cuando los necesites.",
      today: "Hoy",
      "today-text": "Todas las meditaciones, sonidos y cuentos son tuyos.",
      before: "Antes de que acabe",
      "before-text": "Te avisamos para que nada te sorprenda.",
      end: "El ${sku.freeTrialEndDate}",
      "end-text": "Empieza tu suscripción, si no la cancelaste.",
      sleep: "Cuentos y sonidos para la noche",
      breathe: "Respiración para momentos tensos",
      sounds: "Un curso para cada comienzo",
    },
    pt: {
      title: "Durma melhor.<br>Respire melhor.",
      subtitle: "Dez minutos de calma, sempre que precisar.",
      today: "Hoje",
      "today-text": "Todas as meditações, sons e histórias são suas.",
      before: "Antes de acabar",
      "before-text": "A gente avisa, para nada pegar você de surpresa.",
      end: "Em ${sku.freeTrialEndDate}",
      "end-text": "Sua assinatura começa, se você não cancelou.",
      sleep: "Histórias e sons para a noite",
      breathe: "Respiração para momentos tensos",
      sounds: "Um curso para cada começo",
    },
    hi: {
      title: "गहरी नींद।<br>सुकून की साँस।",
      subtitle: "जब भी चाहें, दस शांत मिनट।",
      today: "आज",
      "today-text": "सभी ध्यान, ध्वनियाँ और नींद की कहानियाँ आपकी।",
      before: "ख़त्म होने से पहले",
      "before-text": "हम याद दिलाएँगे, ताकि कुछ अचानक न हो।",
      end: "${sku.freeTrialEndDate} को",
      "end-text": "रद्द न करने पर आपकी सदस्यता शुरू होगी।",
      sleep: "रात के लिए कहानियाँ और ध्वनियाँ",
      breathe: "तनाव के पलों के लिए साँस",
      sounds: "हर शुरुआत के लिए एक कोर्स",
    },
  },
};
