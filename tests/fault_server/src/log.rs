//! What was asked: counts, and which key came to which host.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::http::Request;
use crate::json::quote;

/// One logged request.
#[derive(Clone, Debug)]
pub struct Entry {
    pub method: String,
    pub path: String,
    pub fault: String,
    pub model: String,
    pub host: String,
    pub origin: String,
    /// Header values; empty = the header did not come.
    pub authorization: String,
    pub x_api_key: String,
    pub x_goog_api_key: String,
    /// Names of all headers that came, in order.
    pub headers: Vec<String>,
    pub body: String,
}

/// All requests since the start or the last reset, preflights left out.
#[derive(Debug, Default)]
pub struct Log(Mutex<Vec<Entry>>);

impl Log {
    pub fn add(&self, request: &Request, fault: &str, model: &str) {
        let header = |name: &str| request.header(name).unwrap_or_default().to_owned();
        self.entries_mut().push(Entry {
            method: request.method.clone(),
            path: request.path.clone(),
            fault: fault.to_owned(),
            model: model.to_owned(),
            host: header("host"),
            origin: header("origin"),
            authorization: header("authorization"),
            x_api_key: header("x-api-key"),
            x_goog_api_key: header("x-goog-api-key"),
            headers: request.headers.iter().map(|(name, _)| name.clone()).collect(),
            body: request.body.clone(),
        });
    }

    pub fn entries(&self) -> Vec<Entry> {
        self.entries_mut().clone()
    }

    /// How many requests of a fault came.
    pub fn count(&self, fault: &str) -> usize {
        self.entries_mut().iter().filter(|entry| entry.fault == fault).count()
    }

    pub fn reset(&self) {
        self.entries_mut().clear();
    }

    /// `{"count": …, "requests": [{…}]}`, the body as text.
    pub fn json(&self) -> String {
        let entries = self.entries();
        let requests: Vec<String> = entries.iter().map(Entry::json).collect();
        format!("{{\"count\":{},\"requests\":[{}]}}", entries.len(), requests.join(","))
    }

    fn entries_mut(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn json(&self) -> String {
        let texts = [
            ("method", &self.method),
            ("path", &self.path),
            ("fault", &self.fault),
            ("model", &self.model),
            ("host", &self.host),
            ("origin", &self.origin),
            ("authorization", &self.authorization),
            ("x_api_key", &self.x_api_key),
            ("x_goog_api_key", &self.x_goog_api_key),
            ("body", &self.body),
        ];
        let texts = texts.map(|(name, value)| format!("\"{name}\":{}", quote(value))).join(",");
        let headers: Vec<String> = self.headers.iter().map(|name| quote(name)).collect();
        format!("{{{texts},\"headers\":[{}]}}", headers.join(","))
    }
}
