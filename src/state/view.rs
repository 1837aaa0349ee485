//! What the page shows: the place, the dock, dialogs, messages. Nothing of it is part of a document.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{clock, location, theme};

/// How long good news stands at the bottom of the page, in milliseconds; what went wrong stands until it is dismissed.
const TOAST_MS: f64 = 5_000.0;

/// A place of the rail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Compose,
    Compare,
    Costs,
    Library,
    Settings,
}

impl Place {
    pub const ALL: [Self; 5] = [Self::Compose, Self::Compare, Self::Costs, Self::Library, Self::Settings];

    pub fn title(self) -> &'static str {
        match self {
            Self::Compose => "Compose",
            Self::Compare => "Compare",
            Self::Costs => "Costs",
            Self::Library => "Library",
            Self::Settings => "Settings",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Compose => "compose",
            Self::Compare => "compare",
            Self::Costs => "costs",
            Self::Library => "library",
            Self::Settings => "settings",
        }
    }
}

/// A tab of the dock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DockTab {
    Tokens,
    Diff,
    Request,
    Receipt,
}

impl DockTab {
    pub const ALL: [Self; 4] = [Self::Tokens, Self::Diff, Self::Request, Self::Receipt];

    pub fn title(self) -> &'static str {
        match self {
            Self::Tokens => "Tokens",
            Self::Diff => "Diff",
            Self::Request => "Request",
            Self::Receipt => "Receipt",
        }
    }

    pub fn icon(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::Diff => "diff",
            Self::Request => "request",
            Self::Receipt => "receipt",
        }
    }
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// How serious a toast is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Ok,
    Danger,
}

impl Tone {
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Danger => "danger",
        }
    }
}

/// A short message at the bottom of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    pub id: u32,
    pub tone: Tone,
    pub text: String,
}

/// The view's signals.
#[derive(Clone, Copy)]
pub struct ViewState {
    /// Nothing but the playground of the link is shown, and no key and nothing stored is read.
    pub embedded: bool,
    pub place: RwSignal<Place>,
    pub dock: RwSignal<DockTab>,
    pub dock_open: RwSignal<bool>,
    /// Whether the prompt pane shows the rendered messages.
    pub preview: RwSignal<bool>,
    /// Whether answers are shown as Markdown or as a tree, and not as plain text.
    pub formatted: RwSignal<bool>,
    /// Whether hidden characters of answers are written out.
    pub reveal: RwSignal<bool>,
    /// On narrow screens: the answers instead of the prompt.
    pub answers: RwSignal<bool>,
    pub palette: RwSignal<bool>,
    /// The browser says that there is no network.
    pub offline: RwSignal<bool>,
    pub share: RwSignal<bool>,
    pub theme: RwSignal<Theme>,
    pub toasts: RwSignal<Vec<Toast>>,
    /// The last words for screen readers.
    pub announcement: RwSignal<String>,
    next_toast: StoredValue<u32>,
}

impl ViewState {
    pub fn new() -> Self {
        let theme = match theme::saved().as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        };
        Self {
            embedded: location::is_embedded(),
            place: RwSignal::new(Place::Compose),
            dock: RwSignal::new(DockTab::Tokens),
            dock_open: RwSignal::new(true),
            preview: RwSignal::new(false),
            formatted: RwSignal::new(true),
            reveal: RwSignal::new(false),
            answers: RwSignal::new(false),
            palette: RwSignal::new(false),
            offline: RwSignal::new(false),
            share: RwSignal::new(false),
            theme: RwSignal::new(theme),
            toasts: RwSignal::new(Vec::new()),
            announcement: RwSignal::new(String::new()),
            next_toast: StoredValue::new(0),
        }
    }

    /// Shows a place. The one that is shown already stays as it is, with its focus and cursors.
    pub fn go(&self, place: Place) {
        if self.place.get_untracked() != place {
            self.place.set(place);
        }
    }

    /// Opens the dock at a tab.
    pub fn show(&self, tab: DockTab) {
        self.dock.set(tab);
        self.dock_open.set(true);
    }

    pub fn set_theme(&self, theme: Theme) {
        self.theme.set(theme);
        theme::apply(theme.name());
    }

    /// Says something to everybody: as a toast and to screen readers.
    pub fn say(&self, tone: Tone, text: impl Into<String>) {
        let text = text.into();
        self.announcement.set(text.clone());
        let id = self.next_toast.get_value();
        self.next_toast.set_value(id.wrapping_add(1));
        self.toasts.update(|toasts| {
            // Three at most: what nobody dismissed goes first.
            if toasts.len() == 3 {
                toasts.remove(0);
            }
            toasts.push(Toast { id, tone, text });
        });
        if tone == Tone::Ok {
            let this = *self;
            spawn_local(async move {
                clock::sleep_ms(TOAST_MS).await;
                this.dismiss(id);
            });
        }
    }

    pub fn dismiss(&self, id: u32) {
        self.toasts.update(|toasts| toasts.retain(|t| t.id != id));
    }
}

impl Default for ViewState {
    fn default() -> Self {
        Self::new()
    }
}
