//! Markdown of answers: what becomes of each construct, growing answers, and hostile ones.

use nshot::domain::prose::{DEEPEST, Kind, MOST_NODES, Node, Prose, Target, parse};
use proptest::prelude::*;

fn blocks(markdown: &str) -> Vec<Node> {
    parse(markdown, MOST_NODES).blocks
}

fn depth(node: &Node) -> usize {
    match node {
        Node::Element(_, children) => 1 + children.iter().map(depth).max().unwrap_or(0),
        _ => 1,
    }
}

fn text(node: &Node) -> String {
    match node {
        Node::Text(text) | Node::Code(text) | Node::CodeBlock { code: text, .. } => text.clone(),
        Node::Element(_, children) => children.iter().map(text).collect(),
        Node::Break | Node::Rule => String::new(),
    }
}

fn any(nodes: &[Node], fits: &dyn Fn(&Node) -> bool) -> bool {
    nodes.iter().any(|node| fits(node) || matches!(node, Node::Element(_, children) if any(children, fits)))
}

#[test]
fn markup_is_text() {
    let found = blocks("<script>alert(1)</script>\n\nA <b>bold</b> <img src=x onerror=y> word");
    assert_eq!(
        found.iter().map(text).collect::<String>(),
        "<script>alert(1)</script>\nA <b>bold</b> <img src=x onerror=y> word"
    );
    assert!(!any(&found, &|node| matches!(node, Node::Element(Kind::Link(_) | Kind::Image(_), _))));
}

#[test]
fn images_and_links_are_addresses_that_were_looked_at() {
    let found =
        blocks("![alt](https://a.example/x.png) [b][ref] [c](javascript:alert(1))\n\n[ref]: https://b.example/\n");
    let image =
        Kind::Image(Target::Web { address: "https://a.example/x.png".to_owned(), host: "a.example".to_owned() });
    assert!(any(&found, &|node| matches!(node, Node::Element(kind, _) if *kind == image)));
    let link = Kind::Link(Target::Web { address: "https://b.example/".to_owned(), host: "b.example".to_owned() });
    assert!(any(&found, &|node| matches!(node, Node::Element(kind, _) if *kind == link)));
    assert!(any(&found, &|node| matches!(node, Node::Element(Kind::Link(Target::Inert { .. }), _))));
}

#[test]
fn code_keeps_its_language_and_its_text() {
    let found = blocks("```rust,ignore\nfn main() {\n\n}\n```\n");
    assert_eq!(found, [Node::CodeBlock { language: "rust".to_owned(), code: "fn main() {\n\n}\n".to_owned() }]);
}

#[test]
fn depth_and_nodes_are_capped_and_no_text_is_lost() {
    let deep = format!("{} deep", ">".repeat(100_000));
    let parsed = parse(&deep, MOST_NODES);
    assert!(parsed.blocks.iter().map(depth).max() <= Some(DEEPEST + 2));
    assert!(parsed.cut.is_some_and(|cut| deep[cut..].ends_with("> deep")));
    let found = blocks(&format!("{} deep", ">".repeat(5_000)));
    assert!(found.iter().map(depth).max() <= Some(DEEPEST + 2));
    assert!(found.iter().map(text).collect::<String>().contains("deep"));
    let many = "- a\n".repeat(50_000);
    let parsed = parse(&many, MOST_NODES);
    let cut = parsed.cut.expect("too many nodes");
    let drawn: String = parsed.blocks.iter().map(text).collect();
    assert_eq!(drawn.len() + many[cut..].matches('a').count(), 50_000);
}

/// Feeds an answer in pieces and draws it the way the interface does.
fn grown(all: &str, cuts: &[usize]) -> (Vec<Node>, String) {
    let (mut prose, mut settled, mut tail, mut plain_from) = (Prose::default(), Vec::new(), Vec::new(), 0);
    let mut ends: Vec<usize> =
        cuts.iter().map(|cut| cut % (all.len() + 1)).filter(|cut| all.is_char_boundary(*cut)).collect();
    ends.sort_unstable();
    for (at, end) in ends.iter().chain([&all.len()]).enumerate() {
        let ended = at == ends.len();
        let so_far = &all[..*end];
        if prose.must_start_anew(so_far, ended) {
            (prose, settled, tail) = (Prose::default(), Vec::new(), Vec::new());
        }
        let growth = prose.grow(so_far, ended);
        settled.extend(growth.settled);
        tail = growth.tail.unwrap_or(tail);
        plain_from = growth.plain_from;
    }
    settled.extend(tail);
    (settled, all[plain_from..].to_owned())
}

const PIECES: [&str; 28] = [
    "word",
    " ",
    "\n",
    "\n\n",
    "# ",
    "#",
    "- ",
    "* ",
    "1. ",
    "> ",
    "```",
    "```py\n",
    "    ",
    "  ",
    "---",
    "===",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "**",
    "_",
    "`",
    "[x](https://e.example)",
    "[r]",
    "[r]: https://r.example\n",
    "<b>",
    "<div>\n",
    "é",
    "\\",
    "~~",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_growing_answer_ends_as_the_whole_one(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60), cuts in prop::collection::vec(0_usize..2_000, 0..40)) {
        let all = pieces.concat();
        let (drawn, plain) = grown(&all, &cuts);
        prop_assert_eq!(drawn, blocks(&all));
        prop_assert_eq!(plain, "");
    }
}

#[test]
fn settled_blocks_are_given_out_once() {
    let all = "First paragraph.\n\nSecond paragraph.\n\n".repeat(500);
    let (mut prose, mut settled, mut redrawn) = (Prose::default(), 0, 0);
    for end in (0..=all.len()).step_by(7) {
        let growth = prose.grow(&all[..end], false);
        settled += growth.settled.len();
        redrawn += growth.tail.map_or(0, |tail| tail.len());
    }
    assert!(settled >= 998, "{settled} of 1000 blocks");
    assert!(redrawn <= all.len() / 7 * 3, "{redrawn} blocks were drawn again");
}

#[test]
fn a_long_block_is_read_a_few_times_only() {
    let all = format!("```\n{}", "let a = 1;\n".repeat(30_000));
    let (mut prose, mut bytes) = (Prose::default(), 0);
    for end in (0..=all.len()).step_by(40) {
        if prose.grow(&all[..end], false).tail.is_some() {
            bytes += end;
        }
    }
    assert!(bytes < all.len() * 12, "{} times the text was read", bytes / all.len());
}
