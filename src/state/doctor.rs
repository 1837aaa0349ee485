//! The connection doctor: what it looks at, what it saw and when, what it says; and servers of this machine that were found.

use std::collections::{BTreeMap, HashMap};

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use super::connections::PRESETS;
use super::view::Tone;
use crate::browser::clock::{self, PageClock};
use crate::browser::fetch::FetchTransport;
use crate::browser::permission::{self, Network};
use crate::browser::probe::FetchProbe;
use crate::browser::{location, page, random};
use crate::domain::connection::{Connection, Protocol};
use crate::domain::diagnosis::{Cause, Diagnosis, Observed, Permission, Surroundings};
use crate::domain::endpoint::Endpoint;
use crate::domain::failure::Failure;
use crate::domain::id::ConnectionId;
pub use crate::runner::doctor::{Consent, Found, Outcome};
use crate::runner::doctor::{Look, examine, find_local};

/// A look and the time of day at which it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimedLook {
    pub look: Look,
    pub at: String,
}

/// What is examined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patient {
    pub connection: ConnectionId,
    /// Empty = no model in particular.
    pub model: String,
}

/// Servers of this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Search {
    #[default]
    NotMade,
    Running,
    Done(Vec<Found>),
}

/// The doctor's signals.
#[derive(Clone, Copy)]
pub struct DoctorState {
    pub open: RwSignal<bool>,
    pub patient: RwSignal<Option<Patient>>,
    pub looks: RwSignal<Vec<TimedLook>>,
    pub diagnosis: RwSignal<Option<Diagnosis>>,
    pub busy: RwSignal<bool>,
    pub search: RwSignal<Search>,
    /// How the last run over a connection failed, by model.
    failures: StoredValue<HashMap<(ConnectionId, String), Failure>>,
}

impl DoctorState {
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            patient: RwSignal::new(None),
            looks: RwSignal::new(Vec::new()),
            diagnosis: RwSignal::new(None),
            busy: RwSignal::new(false),
            search: RwSignal::new(Search::NotMade),
            failures: StoredValue::new(HashMap::new()),
        }
    }

    /// Notes how a run ended; `None` = well.
    pub fn note_end(&self, connection: &ConnectionId, model: &str, failure: Option<&Failure>) {
        let case = (connection.clone(), model.to_owned());
        self.failures.update_value(|all| match failure {
            Some(failure) => drop(all.insert(case, failure.clone())),
            None => drop(all.remove(&case)),
        });
    }

    fn failure_of(&self, patient: &Patient) -> Option<Failure> {
        self.failures.with_value(|all| all.get(&(patient.connection.clone(), patient.model.clone())).cloned())
    }
}

impl Default for DoctorState {
    fn default() -> Self {
        Self::new()
    }
}

impl AppState {
    /// Opens the doctor for a connection and examines it.
    pub fn open_doctor(&self, connection: ConnectionId, model: String) {
        self.doctor.patient.set(Some(Patient { connection, model }));
        self.doctor.open.set(true);
        self.examine(Consent::NotYet);
    }

    /// The same for the connection and model of a column.
    pub fn open_doctor_for(&self, column: crate::domain::id::ElementId) {
        let model = self
            .prompt
            .document()
            .with_untracked(|p| p.columns.iter().find(|c| c.id == column).map(|c| c.model.clone()));
        if let Some(model) = model {
            self.open_doctor(model.connection, model.model);
        }
    }

    /// Examines again.
    pub fn examine(&self, consent: Consent) {
        let (this, doctor) = (*self, self.doctor);
        let Some(patient) = doctor.patient.get_untracked() else { return };
        let Some(connection) = self.connections.find(&patient.connection) else { return };
        doctor.looks.set(Vec::new());
        doctor.diagnosis.set(None);
        doctor.busy.set(true);
        spawn_local(async move {
            let origin = location::origin();
            let around = Surroundings {
                connection: &connection,
                origin: &origin,
                system: page::system(),
                is_safari: page::is_safari(),
            };
            let seen = this.observed(&connection, &patient).await;
            let ports = (&FetchTransport::new(this.keys.store(), connection.id.clone()), &FetchProbe, &PageClock);
            let found = examine(ports, &around, seen, consent, |look| {
                doctor.looks.update(|looks| looks.push(TimedLook { look, at: clock::time_of_day() }));
            })
            .await;
            // Another connection may be looked at by now.
            if doctor.patient.with_untracked(|now| now.as_ref() == Some(&patient)) {
                this.view.announcement.set(format!("{}: {}.", connection.label, found.title));
                doctor.diagnosis.set(Some(found));
                doctor.busy.set(false);
            }
        });
    }

    /// What is known of a connection without a request to it.
    async fn observed(&self, connection: &Connection, patient: &Patient) -> Observed {
        let is_private = connection.endpoint().is_ok_and(|endpoint| endpoint.is_private());
        let permission = if is_private {
            let network = if connection.is_loopback() { Network::Loopback } else { Network::Local };
            permission::network_permission(network).await.name().and_then(Permission::from_word)
        } else {
            None
        };
        Observed {
            is_offline: page::is_offline(),
            permission,
            has_key: untrack(|| self.keys.hint(connection)).is_some(),
            answers: None,
            list: None,
            model: patient.model.clone(),
            last_failure: self.doctor.failure_of(patient),
        }
    }

    /// Whether the doctor waits for the person's word before the browser asks for a permission.
    pub fn doctor_needs_consent(&self) -> bool {
        self.doctor.diagnosis.with(|found| found.as_ref().is_some_and(|d| d.cause == Cause::PermissionNeeded))
    }

    /// Looks for servers at the usual ports of this machine. Only ever by a click: the browser may ask for a permission.
    pub fn look_for_local(&self) {
        let this = *self;
        self.doctor.search.set(Search::Running);
        spawn_local(async move {
            let transport = FetchTransport::new(this.keys.store(), ConnectionId(String::new()));
            let own = location::port().filter(|_| page_is_local());
            let found = find_local(&transport, &FetchProbe, &PageClock, own).await;
            let words = match found.len() {
                0 => "No server was found on this machine.".to_owned(),
                1 => "1 server was found on this machine.".to_owned(),
                n => format!("{n} servers were found on this machine."),
            };
            this.view.announcement.set(words);
            this.doctor.search.set(Search::Done(found));
        });
    }

    /// Makes a connection of a found server and lists its models, or opens the doctor when this page may not read it.
    pub fn connect_found(&self, found: &Found) {
        let preset = PRESETS.iter().find(|preset| preset.label == found.name);
        let connection = Connection {
            id: ConnectionId(random::new_id()),
            label: found.name.to_owned(),
            protocol: preset.map_or(Protocol::ChatCompletions, |preset| preset.protocol),
            base_url: preset.map_or_else(|| found.base_url(), |preset| preset.base_url.to_owned()),
            provider: preset.and_then(|preset| preset.provider).map(str::to_owned),
            models: Vec::new(),
            contexts: BTreeMap::new(),
        };
        let id = connection.id.clone();
        self.put_connection(connection);
        self.view.say(Tone::Ok, format!("Connection {} added.", found.name));
        if found.models.is_some() { self.check_connection(&id) } else { self.open_doctor(id, String::new()) }
    }
}

fn page_is_local() -> bool {
    Endpoint::parse(&location::origin()).is_ok_and(|page| page.is_loopback())
}
