// The texts of the paywall that shows the components, by language.

const en = {
  brand: "Fern",
  title: "Speak a new language before summer",
  subtitle: "Short lessons with real people’s voices. Ten minutes a day is enough.",
  offer: {
    title: "40% off the first year",
    text: "Our spring offer ends soon.",
    labels: { hours: "hours", minutes: "min", seconds: "sec" },
  },
  plans: "Choose your plan",
  yearly: "Plus Yearly",
  monthly: "Plus Monthly",
  family: "Family Yearly",
  badge: "Most popular",
  save: "Only ${sku.pricePerMonth} a month",
  flexible: "Cancel whenever you like",
  sixPeople: "For up to six people",
  period: "/ ${sku.period}",
  buy: "Start my free trial",
  buyHint: "7 days free, then ${sku.price} a year. Cancel at any time.",
  timeline: {
    title: "How your free trial works",
    steps: [
      ["UnlockOutlined", "Today", "Every course, every level, on all your devices."],
      ["BellOutlined", "Day 5", "We remind you that your trial is about to end."],
      ["StarFilled", "Day 7", "Your plan begins, unless you cancelled before."],
    ],
  },
  features: {
    title: "All of Fern, no limits",
    items: [
      ["SoundOutlined", "Real voices", "Every sentence spoken by people who grew up with the language."],
      ["MobileOutlined", "Lessons offline", "On the train, on a plane, in the mountains."],
      ["RocketOutlined", "At your pace", "Fern repeats what you forget and skips what you know."],
      ["TrophyOutlined", "Goals that fit", "Five minutes or an hour: you decide, every day."],
    ],
  },
  table: {
    title: "Compare",
    columns: ["Free", "Plus"],
    yes: "Included",
    no: "Not included",
    rows: [
      ["Daily lesson", "yes", "yes"],
      ["All courses and levels", "no", "yes"],
      ["Speaking practice", "no", "yes"],
      ["Lessons offline", "no", "yes"],
      ["Hearts", "5 a day", "No limit"],
    ],
  },
  quotes: {
    title: "Loved by learners",
    items: [
      [
        "After three months I ordered dinner in Lisbon without a word of English.",
        "Hannah Berg",
        "Portuguese, 90 days",
        "HB",
        5,
      ],
      ["The only app that made me speak. My grandmother was in tears.", "Amir Haddad", "Arabic, 1 year", "AH", 5],
      [
        "I use the ten minutes on the tram. It adds up faster than I thought.",
        "Yuki Tanaka",
        "German, 6 months",
        "YT",
        4,
      ],
    ],
  },
  logos: "Written about in",
  faq: {
    title: "Questions",
    items: [
      [
        "Can I cancel at any time?",
        "Yes, in your account or your store. Plus stays yours until the end of the time you paid for.",
      ],
      ["What happens after the trial?", "Your plan begins and is billed once a year. We remind you two days before."],
      ["On how many devices?", "On all of yours: phone, tablet, computer and television."],
    ],
  },
  close: "Close",
  dark: "Dark colours",
  more: "What is in it",
  back: "Back",
  legal: "Billed by the store. Renews until cancelled.",
};

const de = {
  brand: "Fern",
  title: "Sprich bis zum Sommer eine neue Sprache",
  subtitle: "Kurze Lektionen mit echten Stimmen. Zehn Minuten am Tag genügen.",
  offer: {
    title: "40 % Rabatt im ersten Jahr",
    text: "Unser Frühlingsangebot endet bald.",
    labels: { hours: "Std.", minutes: "Min.", seconds: "Sek." },
  },
  plans: "Wähle dein Abonnement",
  yearly: "Plus im Jahr",
  monthly: "Plus im Monat",
  family: "Familie im Jahr",
  badge: "Am beliebtesten",
  save: "Nur ${sku.pricePerMonth} im Monat",
  flexible: "Jederzeit kündbar",
  sixPeople: "Für bis zu sechs Personen",
  period: "/ ${sku.period}",
  buy: "Kostenlos ausprobieren",
  buyHint: "7 Tage kostenlos, danach ${sku.price} im Jahr. Jederzeit kündbar.",
  timeline: {
    title: "So läuft dein Probeabonnement ab",
    steps: [
      ["UnlockOutlined", "Heute", "Alle Kurse und Stufen, auf allen deinen Geräten."],
      ["BellOutlined", "Tag 5", "Wir erinnern dich daran, dass die Probezeit bald endet."],
      ["StarFilled", "Tag 7", "Dein Abonnement beginnt, wenn du nicht vorher kündigst."],
    ],
  },
  features: {
    title: "Alles von Fern, ohne Grenzen",
    items: [
      ["SoundOutlined", "Echte Stimmen", "Jeder Satz von Menschen gesprochen, die mit der Sprache aufgewachsen sind."],
      ["MobileOutlined", "Lektionen offline", "Im Zug, im Flugzeug, in den Bergen."],
      ["RocketOutlined", "In deinem Tempo", "Fern wiederholt, was du vergisst, und überspringt, was du kannst."],
      ["TrophyOutlined", "Passende Ziele", "Fünf Minuten oder eine Stunde: Du entscheidest, jeden Tag."],
    ],
  },
  table: {
    title: "Im Vergleich",
    columns: ["Gratis", "Plus"],
    yes: "Enthalten",
    no: "Nicht enthalten",
    rows: [
      ["Tägliche Lektion", "yes", "yes"],
      ["Alle Kurse und Stufen", "no", "yes"],
      ["Sprechübungen", "no", "yes"],
      ["Lektionen offline", "no", "yes"],
      ["Herzen", "5 am Tag", "Unbegrenzt"],
    ],
  },
  quotes: {
    title: "Was Lernende sagen",
    items: [
      [
        "Nach drei Monaten habe ich in Lissabon ohne ein Wort Englisch bestellt.",
        "Hannah Berg",
        "Portugiesisch, 90 Tage",
        "HB",
        5,
      ],
      [
        "Die einzige App, mit der ich wirklich spreche. Meine Großmutter hatte Tränen in den Augen.",
        "Amir Haddad",
        "Arabisch, 1 Jahr",
        "AH",
        5,
      ],
      [
        "Ich nutze die zehn Minuten in der Straßenbahn. Das summiert sich schneller als gedacht.",
        "Yuki Tanaka",
        "Deutsch, 6 Monate",
        "YT",
        4,
      ],
    ],
  },
  logos: "Bekannt aus",
  faq: {
    title: "Fragen",
    items: [
      [
        "Kann ich jederzeit kündigen?",
        "Ja, in deinem Konto oder im Store. Plus bleibt dir bis zum Ende der bezahlten Zeit.",
      ],
      [
        "Was passiert nach der Probezeit?",
        "Dein Abonnement beginnt und wird einmal im Jahr abgerechnet. Wir erinnern dich zwei Tage vorher.",
      ],
      ["Auf wie vielen Geräten?", "Auf allen deinen: Telefon, Tablet, Computer und Fernseher."],
    ],
  },
  close: "Schließen",
  dark: "Dunkle Farben",
  more: "Was drin ist",
  back: "Zurück",
  legal: "Abgerechnet vom Store. Verlängert sich bis zur Kündigung.",
};

const ar = {
  brand: "سرخس",
  title: "تحدّث لغة جديدة قبل الصيف",
  subtitle: "دروس قصيرة بأصوات أناس حقيقيين. عشر دقائق في اليوم تكفي.",
  offer: {
    title: "خصم 40٪ على السنة الأولى",
    text: "ينتهي عرض الربيع قريبًا.",
    labels: { hours: "ساعات", minutes: "دقائق", seconds: "ثوانٍ" },
  },
  plans: "اختر اشتراكك",
  yearly: "بلس السنوي",
  monthly: "بلس الشهري",
  family: "العائلي السنوي",
  badge: "الأكثر رواجًا",
  save: "${sku.pricePerMonth} فقط في الشهر",
  flexible: "ألغِ متى شئت",
  sixPeople: "لستة أشخاص",
  period: "/ ${sku.period}",
  buy: "ابدأ تجربتي المجانية",
  buyHint: "7 أيام مجانًا، ثم ${sku.price} في السنة. ألغِ متى شئت.",
  timeline: {
    title: "كيف تسير تجربتك المجانية",
    steps: [
      ["UnlockOutlined", "اليوم", "كل الدورات وكل المستويات على جميع أجهزتك."],
      ["BellOutlined", "اليوم الخامس", "نذكّرك بأن تجربتك على وشك الانتهاء."],
      ["StarFilled", "اليوم السابع", "يبدأ اشتراكك إلا إذا ألغيته قبل ذلك."],
    ],
  },
  features: {
    title: "كل ما في سرخس بلا حدود",
    items: [
      ["SoundOutlined", "أصوات حقيقية", "كل جملة ينطقها أناس نشأوا مع اللغة."],
      ["MobileOutlined", "دروس دون اتصال", "في القطار وفي الطائرة وفي الجبال."],
      ["RocketOutlined", "على مهلك", "يكرر سرخس ما تنساه ويتجاوز ما تعرفه."],
      ["TrophyOutlined", "أهداف تناسبك", "خمس دقائق أو ساعة: القرار لك كل يوم."],
    ],
  },
  table: {
    title: "قارن",
    columns: ["مجاني", "بلس"],
    yes: "متوفر",
    no: "غير متوفر",
    rows: [
      ["درس يومي", "yes", "yes"],
      ["كل الدورات والمستويات", "no", "yes"],
      ["تمارين المحادثة", "no", "yes"],
      ["دروس دون اتصال", "no", "yes"],
      ["القلوب", "5 في اليوم", "بلا حد"],
    ],
  },
  quotes: {
    title: "أحبّه المتعلمون",
    items: [
      ["بعد ثلاثة أشهر طلبت العشاء في لشبونة دون كلمة إنجليزية واحدة.", "هناء برغ", "البرتغالية، 90 يومًا", "هب", 5],
      ["التطبيق الوحيد الذي جعلني أتكلم. دمعت عينا جدتي.", "أمير حداد", "العربية، سنة", "أح", 5],
      ["أستغل الدقائق العشر في الترام، وهي تتراكم أسرع مما ظننت.", "يوكي تاناكا", "الألمانية، 6 أشهر", "يت", 4],
    ],
  },
  logos: "كُتب عنا في",
  faq: {
    title: "أسئلة",
    items: [
      ["هل يمكنني الإلغاء في أي وقت؟", "نعم، من حسابك أو من المتجر. يبقى بلس لك حتى نهاية المدة التي دفعت ثمنها."],
      ["ماذا يحدث بعد التجربة؟", "يبدأ اشتراكك ويُحتسب مرة في السنة. نذكّرك قبل ذلك بيومين."],
      ["على كم جهاز؟", "على جميع أجهزتك: الهاتف واللوحي والحاسوب والتلفاز."],
    ],
  },
  close: "إغلاق",
  dark: "ألوان داكنة",
  more: "ماذا فيه",
  back: "رجوع",
  legal: "يُحتسب عبر المتجر ويتجدد حتى الإلغاء.",
};

const ja = {
  brand: "Fern",
  title: "夏までに、新しい言葉を話そう",
  subtitle: "ネイティブの声で学ぶ短いレッスン。1日10分で十分です。",
  offer: {
    title: "最初の1年が40％オフ",
    text: "春のキャンペーンはまもなく終了します。",
    labels: { hours: "時間", minutes: "分", seconds: "秒" },
  },
  plans: "プランを選ぶ",
  yearly: "Plus 年額プラン",
  monthly: "Plus 月額プラン",
  family: "ファミリー年額プラン",
  badge: "一番人気",
  save: "1か月あたり ${sku.pricePerMonth}",
  flexible: "いつでも解約できます",
  sixPeople: "6人まで利用可能",
  period: "/ ${sku.period}",
  buy: "無料で試してみる",
  buyHint: "7日間無料、その後は年額 ${sku.price}。いつでも解約できます。",
  timeline: {
    title: "無料トライアルの流れ",
    steps: [
      ["UnlockOutlined", "今日", "すべてのコースとレベルを、すべての端末で。"],
      ["BellOutlined", "5日目", "トライアルがまもなく終わることをお知らせします。"],
      ["StarFilled", "7日目", "それまでに解約しなければ、プランが始まります。"],
    ],
  },
  features: {
    title: "Fern のすべてを、無制限に",
    items: [
      ["SoundOutlined", "本物の声", "どの文も、その言葉で育った人が話しています。"],
      ["MobileOutlined", "オフラインレッスン", "電車でも、飛行機でも、山の上でも。"],
      ["RocketOutlined", "自分のペースで", "忘れたことは繰り返し、覚えたことは飛ばします。"],
      ["TrophyOutlined", "無理のない目標", "5分でも1時間でも、毎日あなたが決められます。"],
    ],
  },
  table: {
    title: "プランの比較",
    columns: ["無料", "Plus"],
    yes: "利用できます",
    no: "利用できません",
    rows: [
      ["毎日のレッスン", "yes", "yes"],
      ["すべてのコースとレベル", "no", "yes"],
      ["会話の練習", "no", "yes"],
      ["オフラインレッスン", "no", "yes"],
      ["ハート", "1日5個", "無制限"],
    ],
  },
  quotes: {
    title: "学習者の声",
    items: [
      [
        "3か月後、リスボンで英語を一言も使わずに夕食を注文できました。",
        "ハンナ・ベルク",
        "ポルトガル語、90日",
        "HB",
        5,
      ],
      [
        "実際に話せるようになった唯一のアプリです。祖母は涙を流して喜びました。",
        "アミール・ハダド",
        "アラビア語、1年",
        "AH",
        5,
      ],
      ["路面電車での10分に使っています。思ったより早く積み重なります。", "田中由紀", "ドイツ語、6か月", "田中", 4],
    ],
  },
  logos: "掲載メディア",
  faq: {
    title: "よくある質問",
    items: [
      [
        "いつでも解約できますか？",
        "はい、アカウントまたはストアで解約できます。お支払い済みの期間が終わるまで Plus を利用できます。",
      ],
      ["トライアルの後はどうなりますか？", "プランが始まり、年に1回請求されます。2日前にお知らせします。"],
      ["何台の端末で使えますか？", "スマートフォン、タブレット、パソコン、テレビのすべてで使えます。"],
    ],
  },
  close: "閉じる",
  dark: "ダークモード",
  more: "内容を見る",
  back: "戻る",
  legal: "ストアから請求されます。解約するまで自動更新されます。",
};

export const words = { en, de, ja, ar };
