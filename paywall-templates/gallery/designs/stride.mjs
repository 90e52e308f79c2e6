// Fitness: dark, with one bright colour, rings that close, and cards side by side.

import { checks } from "../features.mjs";
import { drawing } from "../kit.mjs";
import { cards } from "../plans.mjs";

const ring = (radius, color, share, width = 46) => {
  const round = 2 * Math.PI * radius;
  return `<circle cx="600" cy="520" r="${radius}" fill="none" stroke="${color}" stroke-opacity=".16" stroke-width="${width}"/>
<circle cx="600" cy="520" r="${radius}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linecap="round" stroke-dasharray="${(round * share).toFixed(0)} ${round.toFixed(0)}" transform="rotate(-90 600 520)"/>`;
};
const streak = (x, y, length, width, opacity) =>
  `<path d="M${x} ${y}l${length} ${-length * 0.5}" stroke="#d6ff3f" stroke-width="${width}" stroke-linecap="round" stroke-opacity="${opacity}"/>`;
const art =
  drawing(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1200" preserveAspectRatio="xMidYMid slice"><defs>
<linearGradient id="b" x1="0" y1="0" x2="1" y2="1"><stop stop-color="#1f2b1d"/><stop offset=".55" stop-color="#12160f"/><stop offset="1" stop-color="#0b0d0a"/></linearGradient>
<radialGradient id="g"><stop stop-color="#d6ff3f" stop-opacity=".34"/><stop offset="1" stop-color="#d6ff3f" stop-opacity="0"/></radialGradient>
<linearGradient id="f" x1="0" y1="0" x2="0" y2="1"><stop offset=".74" stop-color="#0b0d0a" stop-opacity="0"/><stop offset="1" stop-color="#0b0d0a"/></linearGradient></defs>
<rect width="1200" height="1200" fill="url(#b)"/><circle cx="600" cy="520" r="560" fill="url(#g)"/>
${streak(-60, 980, 520, 10, 0.22)}${streak(120, 1120, 620, 4, 0.3)}${streak(760, 420, 560, 8, 0.18)}${streak(-40, 620, 260, 4, 0.25)}${streak(900, 900, 420, 5, 0.16)}
${ring(268, "#d6ff3f", 0.82)}${ring(208, "#4fe0c0", 0.64)}${ring(148, "#ff7a59", 0.9)}
<path d="M624 418l-86 118h54l-18 88 88-122h-56z" fill="#fff"/><rect width="1200" height="1200" fill="url(#f)"/></svg>`);

const feature = ["weeks", "guided", "rest"];

export const design = {
  id: "stride",
  name: "Stride",
  about: "Fitness and training",
  art,
  artHeight: "36vh",
  overlap: -34,
  theme: {
    brand: "STRIDE+",
    page: "#0b0d0a",
    base: "#0b0d0a",
    ink: "#f7faf0",
    muted: "#a9b2a0",
    card: "#161a13",
    chosen: "#232b16",
    line: "#333b2d",
    accent: "#d6ff3f",
    onAccent: "#12160a",
    accentInk: "#d6ff3f",
    action: "#d6ff3f",
    soft: "#232b16",
    veil: "rgb(255 255 255 / 0.16)",
    onVeil: "#ffffff",
    focus: "#ffffff",
    onFocus: "#12160a",
    radius: 18,
  },
  products: [
    ["yearly", "yearly", "month-line", "best-value"],
    ["monthly", "monthly", "flexible-line"],
  ],
  body: (kit, s) => checks(kit, s, feature, "CheckCircleFilled"),
  plans: cards,
  words: {
    en: {
      title: "Train like you mean it",
      subtitle: "A plan for every run, ride and lift, made for the week you really have.",
      weeks: "Training that adapts, week by week",
      guided: "Guided runs and strength classes",
      rest: "Know when to push and when to rest",
    },
    de: {
      title: "Trainiere, als wär’s dir ernst",
      subtitle: "Ein Plan für jeden Lauf, jede Fahrt und jedes Gewicht. Passend zu deiner Woche.",
      weeks: "Training, das sich jede Woche anpasst",
      guided: "Geführte Läufe und Kraftkurse",
      rest: "Wissen, wann Pause dran ist",
    },
    ja: {
      title: "本気のトレーニングを",
      subtitle: "ランニングも自転車も筋トレも。あなたの1週間に合わせたプランで。",
      weeks: "毎週あなたに合わせて変わるメニュー",
      guided: "音声ガイド付きランと筋トレクラス",
      rest: "追い込む日と休む日がわかる",
    },
    ar: {
      title: "تدرّب بجدّ",
      subtitle: "خطة لكل جري وركوب ورفع أثقال، على قدر أسبوعك الفعلي.",
      weeks: "تدريب يتكيّف معك كل أسبوع",
      guided: "جولات جري موجّهة وحصص قوة",
      rest: "اعرف متى تجتهد ومتى ترتاح",
    },
    fr: {
      title: "Entraîne-toi pour de vrai",
      subtitle: "Un plan pour chaque course, sortie et séance, adapté à ta vraie semaine.",
      weeks: "Un entraînement qui s’adapte chaque semaine",
      guided: "Courses guidées et cours de renforcement",
      rest: "Savoir quand forcer et quand récupérer",
    },
    es: {
      title: "Entrena en serio",
      subtitle: "Un plan para correr, pedalear y levantar, hecho para tu semana real.",
      weeks: "Entrenamiento que se adapta cada semana",
      guided: "Carreras guiadas y clases de fuerza",
      rest: "Cuándo apretar y cuándo descansar",
    },
    pt: {
      title: "Treine para valer",
      subtitle: "Um plano para correr, pedalar e levantar peso, feito para a sua semana.",
      weeks: "Treino que se adapta a cada semana",
      guided: "Corridas guiadas e aulas de força",
      rest: "Saiba quando forçar e quando descansar",
    },
    hi: {
      title: "पूरे मन से अभ्यास करें",
      subtitle: "हर दौड़, राइड और वज़न के लिए योजना, आपके असली हफ़्ते के हिसाब से।",
      weeks: "हर हफ़्ते आपके साथ बदलता प्रशिक्षण",
      guided: "निर्देशित दौड़ और शक्ति कक्षाएँ",
      rest: "जानें कब ज़ोर लगाना है और कब आराम",
    },
  },
};
