// One megabyte of English, code and Chinese, Japanese and Korean: this repository's own sources, the peers' README files, and sentences put
// together from common words.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const WORDS = {
  chinese: "我们 今天 模型 可以 使用 一个 语言 文字 问题 如何 因为 所以 但是 系统 用户 需要 进行 数据 处理 结果 时间 方法 学习 计算 城市 历史 经济 发展 国家 世界 非常 重要 这个 没有 什么 他们 已经 开始 通过 提供 服务 技术 研究 中国 北京 公司 生活 工作 家庭 朋友 喜欢 天气 音乐".split(" "),
  japanese: "私は 今日 モデル 言語 テスト です ます した こと もの ため 日本 東京 文字 問題 システム データ 使用 する いる なる について として から まで ください 新しい 大きな 学習 結果 時間 会社 生活 仕事 ありがとう プログラム".split(" "),
  korean: "우리는 오늘 모델 언어 시험 입니다 합니다 있는 없는 그리고 하지만 데이터 결과 시간 회사 생활 사용 새로운 큰 서울 한국 문제 시스템 감사합니다 프로그램 에서 으로 까지".split(" "),
};
const SHARE = { own: 0.4, readme: 0.35, asian: 0.25 };

/** The text, at least `bytes` bytes of UTF-8. */
export function mixedText(root, bytes) {
  const parts = { own: read(join(root, "src"), ".rs"), readme: read(join(root, "tests/bench/peers/node_modules"), "README.md"), asian: asian(bytes * SHARE.asian) };
  const block = 3000;
  let text = "";
  for (let round = 0; Buffer.byteLength(text) < bytes; round += 1) {
    for (const [name, part] of Object.entries(parts)) {
      const size = Math.round(block * SHARE[name] * (name === "asian" ? 0.4 : 1));
      const start = (round * size) % Math.max(1, part.length - size);
      // Peers refuse or interpret special tokens, each in its own way.
      text += `${part.slice(start, start + size).toWellFormed().replaceAll("<|", "< |")}\n`;
    }
  }
  return text;
}

function read(folder, ending) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(ending)).sort();
  return names.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

function asian(bytes) {
  let seed = 1;
  const below = (limit) => (seed = (seed * 48271) % 2147483647) % limit; // Lehmer's generator, so that every run has the same text
  let text = "";
  while (text.length * 3 < bytes) {
    const language = Object.keys(WORDS)[below(3)];
    const words = Array.from({ length: 4 + below(14) }, () => WORDS[language][below(WORDS[language].length)]);
    text += words.join(language === "korean" ? " " : "") + (language === "korean" ? ". " : "。");
  }
  return text;
}
