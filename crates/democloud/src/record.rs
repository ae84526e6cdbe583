//! The record of what a demo cloud was asked, for tests and for the interface.
//!
//! In: one entry an answer. Out: the entries and counts. Bounded, whatever a client sends. Deliberately absent:
//! headers and bodies, which may hold secrets.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use serde::Serialize;

/// One exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The service id, such as `aws.ec2`; empty for a request that no service takes.
    pub service: String,
    /// What was asked, in the vendor's words, such as `ec2:RunInstances`.
    pub label: String,
    /// The status of the answer.
    pub status: u16,
}

/// What was counted since the cloud was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All requests.
    pub requests: u32,
    /// Requests by label.
    pub by_label: BTreeMap<String, u32>,
    /// Sign-ins: `sts:GetCallerIdentity` and `oauth2.token`.
    pub logins: u32,
    /// Requests that would have changed something. All were refused.
    pub mutations: u32,
}

/// How many entries are kept.
const KEPT: usize = 10_000;

#[derive(Default)]
pub(crate) struct Record(Mutex<Pages>);

#[derive(Default)]
struct Pages {
    counts: Counts,
    entries: VecDeque<Entry>,
}

impl Record {
    /// Counts a request in; the number of requests of this label before it.
    pub fn arrival(&self, label: &str) -> u32 {
        let mut pages = self.lock();
        let counts = &mut pages.counts;
        counts.requests += 1;
        if matches!(label, "sts:GetCallerIdentity" | "oauth2.token") {
            counts.logins += 1;
        }
        let count = counts.by_label.entry(label.to_owned()).or_default();
        *count += 1;
        *count - 1
    }

    /// Notes the answer.
    pub fn answered(&self, entry: Entry) {
        let mut pages = self.lock();
        if pages.entries.len() == KEPT {
            pages.entries.pop_front();
        }
        pages.entries.push_back(entry);
    }

    /// Counts a request that would have changed something.
    pub fn mutation(&self) {
        self.lock().counts.mutations += 1;
    }

    pub fn counts(&self) -> Counts {
        self.lock().counts.clone()
    }

    pub fn entries(&self) -> Vec<Entry> {
        self.lock().entries.iter().cloned().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Pages> {
        // A panic while counting leaves counts that are still counts.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
