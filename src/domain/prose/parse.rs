//! Markdown events → nodes.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag};

use super::{DEEPEST, Kind, Node, Target};

/// The blocks of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    pub blocks: Vec<Node>,
    /// The byte at which the first line of each block starts.
    pub starts: Vec<usize>,
    /// Nodes used up to and including each block.
    pub used: Vec<usize>,
    /// The byte at which the nodes were used up; `None` = the whole text was read.
    pub cut: Option<usize>,
}

/// An element that is being filled.
struct Open {
    kind: Opened,
    children: Vec<Node>,
}

enum Opened {
    Kind(Kind),
    CodeBlock(String),
    /// Its children stand in its parent: it was nested too deep, or is none of ours.
    Nothing,
}

/// Reads `markdown` with at most `most_nodes` nodes. Linear.
pub fn parse(markdown: &str, most_nodes: usize) -> Parsed {
    let mut parsed = Parsed::default();
    let mut stack: Vec<Open> = vec![Open { kind: Opened::Nothing, children: Vec::new() }];
    let mut nodes = 0;
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        nodes += 1;
        if nodes > most_nodes {
            parsed.cut = Some(range.start);
            break;
        }
        let outermost = stack.len() == 1;
        match event {
            Event::Start(tag) => {
                if outermost {
                    parsed.starts.push(line_start(markdown, range.start));
                }
                let kind = if stack.len() <= DEEPEST { opened(tag) } else { Opened::Nothing };
                stack.push(Open { kind, children: Vec::new() });
            }
            Event::End(_) => {
                close_last(&mut stack);
                if stack.len() == 1 {
                    settle(&mut stack, &mut parsed, nodes);
                }
            }
            other => {
                if outermost {
                    parsed.starts.push(line_start(markdown, range.start));
                }
                add(&mut stack, leaf(other));
                if outermost {
                    settle(&mut stack, &mut parsed, nodes);
                }
            }
        }
    }
    while stack.len() > 1 {
        close_last(&mut stack);
    }
    settle(&mut stack, &mut parsed, nodes);
    parsed
}

/// Indentation says what a block is, and stands outside of its range.
fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |line_end| line_end + 1)
}

/// Makes a block of what has gathered outside of every element.
fn settle(stack: &mut [Open], parsed: &mut Parsed, nodes: usize) {
    let Some(outside) = stack.first_mut() else { return };
    let mut gathered = std::mem::take(&mut outside.children);
    let block = match gathered.len() {
        // Of a block that the cut left empty only its start is known.
        0 if parsed.starts.len() > parsed.blocks.len() => Node::Element(Kind::Group, Vec::new()),
        0 => return,
        1 => gathered.swap_remove(0),
        _ => Node::Element(Kind::Group, gathered),
    };
    parsed.blocks.push(block);
    parsed.used.push(nodes);
}

fn opened(tag: Tag<'_>) -> Opened {
    Opened::Kind(match tag {
        Tag::CodeBlock(CodeBlockKind::Fenced(language)) => {
            let word = language.split([' ', ',', '{']).next().unwrap_or_default();
            return Opened::CodeBlock(word.chars().take(40).collect());
        }
        Tag::CodeBlock(CodeBlockKind::Indented) => return Opened::CodeBlock(String::new()),
        Tag::Paragraph => Kind::Paragraph,
        Tag::Heading { level, .. } => Kind::Heading(match level {
            HeadingLevel::H1 => 1,
            HeadingLevel::H2 => 2,
            HeadingLevel::H3 => 3,
            HeadingLevel::H4 => 4,
            HeadingLevel::H5 => 5,
            HeadingLevel::H6 => 6,
        }),
        Tag::BlockQuote(_) => Kind::Quote,
        Tag::List(None) => Kind::Bullets,
        Tag::List(Some(first)) => Kind::Numbers(first),
        Tag::Item => Kind::Item,
        Tag::Table(_) => Kind::Table,
        Tag::TableHead => Kind::TableHead,
        Tag::TableRow => Kind::TableRow,
        Tag::TableCell => Kind::TableCell,
        Tag::Emphasis => Kind::Emphasis,
        Tag::Strong => Kind::Strong,
        Tag::Strikethrough => Kind::Strike,
        Tag::Link { dest_url, .. } => Kind::Link(Target::of(&dest_url)),
        Tag::Image { dest_url, .. } => Kind::Image(Target::of(&dest_url)),
        _ => return Opened::Nothing,
    })
}

/// What would be markup or a formula is kept as what it is: text.
fn leaf(event: Event<'_>) -> Node {
    match event {
        Event::Text(text)
        | Event::Html(text)
        | Event::InlineHtml(text)
        | Event::InlineMath(text)
        | Event::DisplayMath(text) => Node::Text(text.into_string()),
        Event::Code(text) => Node::Code(text.into_string()),
        Event::HardBreak => Node::Break,
        Event::Rule => Node::Rule,
        Event::TaskListMarker(done) => Node::Text(if done { "☑ " } else { "☐ " }.to_owned()),
        Event::FootnoteReference(name) => Node::Text(format!("[{name}]")),
        Event::SoftBreak | Event::Start(_) | Event::End(_) => Node::Text("\n".to_owned()),
    }
}

/// Adds a node; text joins the text before it.
fn add(stack: &mut [Open], node: Node) {
    let Some(open) = stack.last_mut() else { return };
    match (open.children.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(more)) => before.push_str(&more),
        (_, node) => open.children.push(node),
    }
}

fn close_last(stack: &mut Vec<Open>) {
    let Some(Open { kind, children }) = stack.pop() else { return };
    match kind {
        Opened::Kind(kind) => add(stack, Node::Element(kind, children)),
        Opened::CodeBlock(language) => {
            let text = |node: Node| if let Node::Text(text) | Node::Code(text) = node { text } else { String::new() };
            let code = children.into_iter().map(text).collect();
            add(stack, Node::CodeBlock { language, code });
        }
        Opened::Nothing => children.into_iter().for_each(|child| add(stack, child)),
    }
}
