//! Texts for comparisons: made from a seed, so that every run sees the same ones.

/// A small generator (xorshift64*, Vigna 2016).
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// One sentence or so in each of sixteen scripts.
const SCRIPTS: [&str; 16] = [
    "The quick brown fox doesn't jump; it's waiting, and we'll see who'd blink first.",
    "Быстрая лиса прыгает через ленивую собаку, но СССР и ЮНЕСКО здесь ни при чём.",
    "Η γρήγορη αλεπού πηδάει πάνω από το τεμπέλικο σκυλί. ΑΘΗΝΑ, Ώρα 7:30.",
    "الثعلب السريع يقفز فوق الكلب الكسول، والسعر ١٢٣٫٤٥ دينارًا.",
    "השועל המהיר קופץ מעל הכלב העצלן, שָׁלוֹם עֲלֵיכֶם.",
    "तेज़ लोमड़ी आलसी कुत्ते के ऊपर कूदती है। मूल्य ₹१२३ है।",
    "দ্রুত শিয়াল অলস কুকুরের উপর লাফ দেয়, দাম ৪৫৬ টাকা।",
    "வேகமான நரி சோம்பேறி நாயின் மேல் குதிக்கிறது.",
    "สุนัขจิ้งจอกสีน้ำตาลกระโดดข้ามสุนัขขี้เกียจ ราคา ๑๒๓ บาท",
    "敏捷的棕色狐狸跳过了懒狗。今天是2026年11月23日,天气很好!「引用」",
    "素早い茶色のキツネは、のろまな犬を飛び越える。テスト:カタカナ・ひらがな漢字ー。",
    "빠른 갈색 여우가 게으른 개를 뛰어넘는다. 가격은 12,345원입니다.",
    "სწრაფი ყავისფერი მელა ზარმაც ძაღლს გადაახტა. ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ",
    "Արագ շագանակագույն աղվեսը ցատկում է ծույլ շան վրայով։",
    "ፈጣኑ ቡናማ ቀበሮ ሰነፉን ውሻ ዘለለ። ዋጋው ፻፳፫ ብር ነው።",
    "မြန်ဆန်သော မြေခွေးသည် ပျင်းရိသော ခွေးကို ခုန်ကျော်သည်။",
];

const CODE: [&str; 8] = [
    "fn main() {\n    let mut xs: Vec<u32> = (0..10).collect();\n\txs.sort_unstable_by_key(|x| !x); // don't\n}\n",
    "def f(a, *, b=None):\r\n    return {\"a\": a, 'b': b or [1, 2.5e-10]}\r\n\r\n",
    "{\"name\":\"Ünïcode\",\"list\":[1,22,333,4444,55555,null,true],\"nested\":{\"k\\n\":\"v\\\\\"}}",
    "SELECT COUNT(*) FROM t WHERE x >= 10 AND y <> 'o''clock'; -- HTTPServer XMLHttpRequest\n",
    "<div class=\"a b\">&nbsp;</div>\n\n<!-- https://example.com/a/b//c?d=e#f -->\n",
    "const re = /^\\s*(?:[A-Z]+|\\d{3,})$/gi;\nif (a !== b && c) { d ??= e?.f; }\n",
    "| a | b |\n|---|---|\n| 1 | `x` |\n\n***\n* it's\n* THEY'LL 'S\n",
    "#include <stdio.h>\n#define MAX_LEN 1024\nint main(void){printf(\"%d\\n\",MAX_LEN);return 0;}",
];

const PIECES: [&str; 52] = [
    " ",
    "  ",
    "   ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    " \n",
    "\n ",
    "\u{a0}",
    "\u{3000}",
    "\u{2028}",
    "\u{85}",
    "/",
    "//",
    "!",
    "?!",
    "'",
    "'s",
    "'S",
    "'ll",
    "'LL",
    "'Re",
    "'ve",
    "'ſ",
    "'x",
    "’s",
    "\u{301}",
    "\u{301}\u{302}",
    "ʰ",
    "ǅ",
    "ß",
    "中",
    "中文",
    "1",
    "12",
    "123",
    "1234",
    "٣",
    "Ⅻ",
    "½",
    "\u{200d}",
    "\u{fe0f}",
    "・",
    "゛",
    "⼀",
    "〇々",
    "\u{2581}",
    "e\u{301}",
    "\u{1100}\u{1161}\u{11a8}",
    "㎏①ﾃﾞ",
];

const SYMBOLS: [&str; 12] =
    ["👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇩🇪🇯🇵", "😀😀😀", "❤️", "→←↑↓", "∑∫√∞", "═══╗", "\u{0}", "\u{feff}", "\u{e000}"];

const SPECIAL: [&str; 13] = [
    "<|endoftext|>",
    "<|im_start|>user\n",
    "<|im_end|>",
    "<|fim_prefix|>",
    "<|endofprompt|>",
    "<|start|>assistant<|message|>",
    "<s>[INST]",
    "<start_of_turn>user\n",
    "<|start_header_id|>user<|end_header_id|>\n\n",
    "<｜begin▁of▁sentence｜><｜User｜>",
    "[multimodal]",
    "<td>1</td><unused42>",
    "<|im_user|>user<|im_middle|>",
];

const WORDS: [&str; 16] = [
    "the",
    "And",
    "TOKEN",
    "iPhone",
    "JSONSchema",
    "naïve",
    "x",
    "I",
    "can",
    "HE",
    "übermäßig",
    "ЮНЕСКО",
    "Ελλάδα",
    "ʻokina",
    "ﬁne",
    "ABCdefGHI",
];

/// Text number `seed`.
pub fn text(seed: u64) -> String {
    let mut chance = Chance::new(seed + 1);
    let mut text = String::new();
    match seed % 10 {
        0 | 1 => sentences(&mut chance, &mut text),
        2 => (0..=chance.below(3)).for_each(|_| text.push_str(chance.pick(&CODE))),
        3 => (0..=chance.below(40)).for_each(|_| text.push(any_character(&mut chance))),
        4 => long_word(&mut chance, &mut text),
        5 => (0..=chance.below(30)).for_each(|_| text.push_str(chance.pick(&PIECES))),
        _ => mixed(&mut chance, &mut text),
    }
    text
}

/// A text of at least `bytes` bytes.
pub fn long_text(seed: u64, bytes: usize) -> String {
    let mut long = String::new();
    for next in seed.. {
        if long.len() >= bytes {
            break;
        }
        long.push_str(&text(next));
        long.push(if next % 3 == 0 { '\n' } else { ' ' });
    }
    long
}

fn sentences(chance: &mut Chance, text: &mut String) {
    for _ in 0..=chance.below(3) {
        let sentence: Vec<char> = chance.pick(&SCRIPTS).chars().collect();
        let start = chance.below(sentence.len());
        text.extend(sentence.iter().skip(start / 2).take(10 + chance.below(80)));
        text.push_str(chance.pick(&[" ", "\n", "", "\r\n\r\n"]));
    }
}

fn long_word(chance: &mut Chance, text: &mut String) {
    let unit = match chance.below(4) {
        0 => chance.pick(&WORDS),
        1 => chance.pick(&PIECES),
        2 => chance.pick(&SYMBOLS),
        _ => chance.pick(&["a", "aB", "=", "-", "中", "ก", "0", "ab ", "\n"]),
    };
    (0..=chance.below(300)).for_each(|_| text.push_str(unit));
    text.push_str(chance.pick(&WORDS));
}

fn mixed(chance: &mut Chance, text: &mut String) {
    for _ in 0..=chance.below(24) {
        match chance.below(12) {
            0..=4 => text.push_str(chance.pick(&WORDS)),
            5..=7 => text.push_str(chance.pick(&PIECES)),
            8 => text.push_str(chance.pick(&SYMBOLS)),
            9 => text.push_str(chance.pick(&SPECIAL)),
            10 => text.push(any_character(chance)),
            _ => text.extend(chance.pick(&SCRIPTS).chars().skip(chance.below(20)).take(chance.below(20))),
        }
    }
}

/// Any character of Unicode, those of the first planes more often.
fn any_character(chance: &mut Chance) -> char {
    let limit = [0x80, 0x250, 0x3000, 0x1_0000, 0x2_0000, 0x11_0000][chance.below(6)];
    char::from_u32(u32::try_from(chance.below(limit)).unwrap()).unwrap_or('\u{fffd}')
}
