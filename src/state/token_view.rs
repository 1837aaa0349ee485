//! The token view: the whole rendered prompt under the lead model's tokenizer and, if wanted, a second one. Only what is in sight is asked for and
//! drawn, so a long prompt stays smooth.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::compose::ComposeState;
use super::counts::CountState;
use super::engine::EngineState;
use super::view::{DockTab, ViewState};
use crate::browser::engine_client::EngineFailure;
use crate::browser::sight::Sight;
use crate::browser::{focus, frame};
use crate::engine::wire::{BlockOutline, ReplyBody, RequestBody, TextWindow, TokenOutline};
pub use crate::engine::wire::{SideMarks, SpecialToken, TokenGroup, TokenSide, TokenWindow};

/// How far beyond what is in sight blocks are drawn.
const MARGIN: &str = "300px 0px";
/// The attribute in which an element carries its block's number.
const BLOCK: &str = "data-block";

/// A prompt cut into blocks, as it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// Goes up with every answer of the engine.
    generation: u32,
    pub sides: Vec<TokenSide>,
    pub outline: TokenOutline,
}

/// One block with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Counted over all messages.
    pub number: usize,
    pub message: usize,
    pub outline: BlockOutline,
}

impl Shown {
    /// How many blocks there are.
    fn len(&self) -> usize {
        self.outline.messages.iter().map(|message| message.blocks.len()).sum()
    }

    /// All blocks in order.
    pub fn blocks(&self) -> Vec<Block> {
        let messages = self.outline.messages.iter().enumerate();
        let all = messages.flat_map(|(message, of)| of.blocks.iter().map(move |block| (message, block)));
        all.enumerate().map(|(number, (message, block))| Block { number, message, outline: block.clone() }).collect()
    }

    /// Tokens of all texts under a side.
    pub fn total(&self, side: usize) -> u64 {
        self.outline.sides.get(side).map_or(0, |side| side.tokens.iter().sum())
    }

    /// Tokens under a side in the blocks before one; `None` = places are not known.
    fn before(&self, side: usize, number: usize) -> Option<u64> {
        let blocks = self.outline.messages.iter().flat_map(|message| &message.blocks).take(number);
        blocks.map(|block| block.tokens.get(side).copied().flatten()).sum()
    }
}

/// The group that the keyboard or the pointer is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cursor {
    pub side: usize,
    pub block: usize,
    /// Beyond the last = the last.
    pub group: usize,
}

/// What is known of the group under the cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail {
    pub group: TokenGroup,
    /// Tokens before it in the prompt's texts; `None` = not known.
    pub before: Option<u64>,
    /// Groups of the other side that share text with it; empty = there is no other side, or it is not loaded there.
    pub other: Vec<TokenGroup>,
}

/// What is known of one block. It has signals of its own: one for all would wake every block with each change of any.
#[derive(Clone, Default)]
struct BlockTokens {
    in_sight: ArcRwSignal<bool>,
    /// One window a side, and the generation that they are of.
    windows: ArcRwSignal<Option<(u32, Arc<Vec<TokenWindow>>)>>,
}

impl BlockTokens {
    /// Wakes whoever draws the block only when its tokens are others.
    fn take(&self, generation: u32, windows: Vec<TokenWindow>) {
        let is_same = self.windows.with_untracked(|known| known.as_ref().is_some_and(|(_, known)| **known == windows));
        if is_same {
            self.windows.update_untracked(|known| {
                if let Some((of, _)) = known {
                    *of = generation;
                }
            });
        } else {
            self.windows.set(Some((generation, Arc::new(windows))));
        }
    }
}

/// Which tokens are shown.
#[derive(Clone, Copy)]
pub struct TokenViewState {
    engine: EngineState,
    shown: RwSignal<Option<Arc<Shown>>>,
    /// The second tokenizer; `None` = there is none.
    pub second: RwSignal<Option<TokenSide>>,
    /// Whether ids stand in the place of the text.
    pub as_ids: RwSignal<bool>,
    pub cursor: RwSignal<Option<Cursor>>,
    /// Whether the keyboard moved the cursor, so that its group must be brought into view.
    reveals: StoredValue<bool>,
    /// Why there are no tokens to show.
    pub trouble: RwSignal<Option<String>>,
    seen: RwSignal<BTreeSet<usize>>,
    tokens: StoredValue<HashMap<usize, BlockTokens>>,
    heights: StoredValue<HashMap<usize, f64>>,
    sight: StoredValue<Option<Sight>, LocalStorage>,
    /// Goes up when another scrolling element is followed: its blocks must be watched then.
    followed: RwSignal<u32>,
}

impl TokenViewState {
    pub fn new(compose: ComposeState, counts: CountState, engine: EngineState, view: ViewState) -> Self {
        let this = Self {
            engine,
            shown: RwSignal::new(None),
            second: RwSignal::new(None),
            as_ids: RwSignal::new(false),
            cursor: RwSignal::new(None),
            reveals: StoredValue::new(false),
            trouble: RwSignal::new(None),
            seen: RwSignal::new(BTreeSet::new()),
            tokens: StoredValue::new(HashMap::new()),
            heights: StoredValue::new(HashMap::new()),
            sight: StoredValue::new_local(None),
            followed: RwSignal::new(0),
        };
        let sides = Memo::new(move |_| {
            let first = TokenSide::Model(counts.lead_model());
            let second = this.second.get().filter(|second| *second != first);
            std::iter::once(first).chain(second).collect::<Vec<_>>()
        });
        Effect::new(move || {
            compose.revision().track();
            engine.vocabularies().track();
            let sides = sides.get();
            if view.dock_open.get() && view.dock.get() == DockTab::Tokens {
                this.ask_outline(sides);
            }
        });
        Effect::new(move || {
            let Some(shown) = this.shown.get() else { return };
            let seen = this.seen.get();
            this.ask_tokens(shown, &seen);
        });
        Effect::new(move || {
            let Some(cursor) = this.resolved_cursor() else { return };
            if this.reveals.get_value() {
                spawn_local(async move {
                    frame::next_frame().await;
                    focus::into_view(&token_id(cursor));
                });
            }
        });
        this
    }

    /// The prompt in blocks; `None` while it is not counted.
    pub fn shown(&self) -> Option<Arc<Shown>> {
        self.shown.get()
    }

    /// The tokens of a block, one window a side; `None` = it is out of sight, or they are on their way.
    pub fn windows(&self, block: usize) -> Option<Arc<Vec<TokenWindow>>> {
        let BlockTokens { in_sight, windows } = self.tokens_of(block);
        in_sight.get().then(|| windows.with(|loaded| loaded.as_ref().map(|(_, windows)| Arc::clone(windows)))).flatten()
    }

    fn tokens_of(&self, block: usize) -> BlockTokens {
        let known = self.tokens.with_value(|tokens| tokens.get(&block).cloned());
        known.unwrap_or_else(|| {
            let new = BlockTokens::default();
            self.tokens.update_value(|tokens| {
                tokens.insert(block, new.clone());
            });
            new
        })
    }

    /// The height in pixels that a block had when it was drawn last.
    pub fn height(&self, block: usize) -> Option<f64> {
        self.heights.with_value(|heights| heights.get(&block).copied())
    }

    /// Follows which blocks of a scrolling element are in sight.
    pub fn watch_in(&self, root: &web_sys::Element) {
        let this = *self;
        self.leave_all();
        let sight = Sight::within(root, MARGIN, move |elements| this.look(&elements));
        self.sight.set_value(sight);
        self.followed.update(|n| *n += 1);
    }

    /// Takes which blocks came into sight, and which left it.
    fn look(&self, elements: &[(web_sys::Element, bool, f64)]) {
        let Some(mut seen) = self.seen.try_get_untracked() else { return };
        let before = seen.clone();
        for (element, is_seen, height) in elements {
            let Some(block) = element.get_attribute(BLOCK).and_then(|number| number.parse::<usize>().ok()) else {
                continue;
            };
            if *is_seen {
                seen.insert(block);
            } else if seen.remove(&block) && *height > 0.0 {
                self.heights.try_update_value(|heights| heights.insert(block, *height));
            }
        }
        for changed in before.symmetric_difference(&seen) {
            self.tokens_of(*changed).in_sight.set(seen.contains(changed));
        }
        if seen != before {
            self.seen.set(seen);
        }
    }

    fn leave_all(&self) {
        for block in self.seen.get_untracked() {
            self.tokens_of(block).in_sight.set(false);
        }
        self.seen.set(BTreeSet::new());
    }

    /// Stops following, as when the view is closed.
    pub fn unwatch(&self) {
        self.sight.set_value(None);
    }

    /// Watches a block of the element that is followed; tracks which one that is.
    pub fn watch(&self, block: &web_sys::Element) {
        self.followed.track();
        self.sight.with_value(|sight| {
            if let Some(sight) = sight {
                sight.watch(block);
            }
        });
    }

    /// The cursor with its group's true number, once its block is loaded.
    pub fn resolved_cursor(&self) -> Option<Cursor> {
        let cursor = self.cursor.get()?;
        let windows = self.windows(cursor.block)?;
        let last = windows.get(cursor.side)?.groups.len().checked_sub(1)?;
        Some(Cursor { group: cursor.group.min(last), ..cursor })
    }

    /// The group under the cursor, once its block is loaded.
    pub fn detail(&self) -> Option<Detail> {
        let cursor = self.resolved_cursor()?;
        let windows = self.windows(cursor.block)?;
        let window = windows.get(cursor.side)?;
        let at = cursor.group;
        let group = window.groups.get(at)?.clone();
        let earlier = window.groups.get(..at).unwrap_or_default();
        let tokens = earlier.iter().map(|group| group.tokens.len() as u64).sum::<u64>();
        let start = window.start + earlier.iter().map(|group| group.text.len()).sum::<usize>();
        let before = self.shown.get()?.before(cursor.side, cursor.block).map(|before| before + tokens);
        let other = windows.get(1 - cursor.side.min(1)).map(|other| sharing(other, start..start + group.text.len()));
        Some(Detail { group, before, other: other.unwrap_or_default() })
    }

    /// Moves the cursor by so many groups, into the neighboring block where it leaves its own.
    pub fn step(&self, forward: bool) {
        let Some(cursor) = self.cursor.get_untracked() else { return self.go_to(0, 0) };
        let count = self.tokens_of(cursor.block).windows.with_untracked(|loaded| {
            loaded.as_ref().and_then(|(_, windows)| Some(windows.get(cursor.side)?.groups.len()))
        });
        let count = count.unwrap_or(0);
        let at = cursor.group.min(count.saturating_sub(1));
        match (forward, cursor.block) {
            (true, block) if at + 1 >= count => self.go_to(block.saturating_add(1), 0),
            (true, block) => self.go_to(block, at + 1),
            (false, block) if at > 0 => self.go_to(block, at - 1),
            (false, 0) => {}
            (false, block) => self.go_to(block - 1, usize::MAX),
        }
    }

    /// Moves the cursor by so many blocks.
    pub fn step_block(&self, by: isize) {
        let block = self.cursor.get_untracked().map_or(0, |cursor| cursor.block.saturating_add_signed(by));
        self.go_to(block, 0);
    }

    /// Moves the cursor to where the pointer is.
    pub fn point_at(&self, cursor: Cursor) {
        self.reveals.set_value(false);
        if self.cursor.get_untracked() != Some(cursor) {
            self.cursor.set(Some(cursor));
        }
    }

    /// Moves the cursor into a block, the last one at most, and brings it into view.
    pub fn go_to(&self, block: usize, group: usize) {
        let count = self.shown.with_untracked(|shown| shown.as_ref().map_or(0, |shown| shown.len()));
        let Some(last) = count.checked_sub(1) else { return };
        if block > last && group == 0 && self.cursor.with_untracked(|at| at.is_some_and(|at| at.block == last)) {
            return;
        }
        let cursor = Cursor { side: 0, block: block.min(last), group };
        self.reveals.set_value(true);
        self.cursor.set(Some(cursor));
        // Its tokens are drawn once it is in sight.
        focus::into_view(&format!("token-block-{}", cursor.block));
    }

    fn ask_outline(self, sides: Vec<TokenSide>) {
        let engine = self.engine;
        spawn_local(async move {
            match engine.ask(RequestBody::Outline { sides: sides.clone() }).await {
                Ok(ReplyBody::Outlined(outline)) => {
                    let generation = self.shown.with_untracked(|shown| shown.as_ref().map_or(0, |s| s.generation)) + 1;
                    self.trouble.set(None);
                    self.shown.set(Some(Arc::new(Shown { generation, sides, outline })));
                }
                Ok(ReplyBody::Refused { reason }) => self.fail(reason),
                Ok(_) | Err(EngineFailure::Superseded) => {}
                Err(failure) => self.fail(failure.to_string()),
            }
        });
    }

    fn ask_tokens(self, shown: Arc<Shown>, seen: &BTreeSet<usize>) {
        let is_fresh = |block: &Block| {
            let windows = self.tokens_of(block.number).windows;
            windows.with_untracked(|loaded| loaded.as_ref().is_some_and(|(at, _)| *at == shown.generation))
        };
        let blocks = shown.blocks();
        let missing: Vec<Block> =
            seen.iter().filter_map(|number| blocks.get(*number)).filter(|block| !is_fresh(block)).cloned().collect();
        if missing.is_empty() {
            return;
        }
        let engine = self.engine;
        spawn_local(async move {
            let window = |block: &Block| TextWindow { message: block.message, range: block.outline.range.clone() };
            let windows = missing.iter().map(window).collect();
            match engine.ask(RequestBody::Tokens { sides: shown.sides.clone(), windows }).await {
                Ok(ReplyBody::Tokens(sides)) => {
                    // What another prompt left behind is of no use.
                    self.tokens.update_value(|tokens| tokens.retain(|number, _| *number < blocks.len()));
                    for (at, block) in missing.iter().enumerate() {
                        let windows: Vec<TokenWindow> = sides.iter().filter_map(|side| side.get(at).cloned()).collect();
                        self.tokens_of(block.number).take(shown.generation, windows);
                    }
                }
                // The outline of what it is now follows, and asks again.
                Ok(_) | Err(EngineFailure::Superseded) => {}
                Err(failure) => self.fail(failure.to_string()),
            }
        });
    }

    fn fail(self, reason: String) {
        self.shown.set(None);
        self.trouble.set(Some(reason));
    }
}

/// The element that shows a group.
pub fn token_id(cursor: Cursor) -> String {
    format!("token-{}-{}-{}", cursor.side, cursor.block, cursor.group)
}

/// The groups of a window that share bytes of the text.
fn sharing(window: &TokenWindow, text: std::ops::Range<usize>) -> Vec<TokenGroup> {
    let mut start = window.start;
    let mut found = Vec::new();
    for group in &window.groups {
        let end = start + group.text.len();
        if start < text.end && text.start < end {
            found.push(group.clone());
        }
        start = end;
    }
    found
}
