//! A check whose answers are fixed but for the list of permissions.
//!
//! In: the list, and which operations it grants by another's word. Out: each row's verdict.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use onboard_core::pipeline::{self, Subject, Unwatched};
use onboard_core::requirement::Choice;
use onboard_core::speech::Language;
use onboard_core::transport::Transport;
use onboard_core::verdict::Verdict;
use onboard_tests::recorded::{Recorded, Rule, World};
use onboard_tests::subject::{Chosen, subject};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

const NOW: OffsetDateTime = datetime!(2026-11-24 12:00 UTC);

/// The check with every option, and the world of the case `good`.
pub struct Asking {
    subject: Subject,
    world: World,
}

impl Asking {
    pub fn new() -> Self {
        let provider = onboard_providers::by_id("azure").unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/azure/good");
        let descriptor = provider.descriptor(Language::En);
        let options = descriptor.options.iter().map(|o| o.id.clone()).collect();
        let text = std::fs::read_to_string(folder.join("sp.json")).unwrap();
        let settings =
            BTreeMap::from([("subscription_id".to_owned(), "3f8b2d14-6a7c-4e90-9b1f-d2c3e4f5a601".to_owned())]);
        let chosen = Chosen {
            origin: "sp.json",
            text: &text,
            with: &[],
            label: None,
            settings: &settings,
            choice: Choice { purposes: vec!["image-management".to_owned()], options },
            now: NOW,
        };
        let (subject, _) = subject(provider, chosen).unwrap();
        Self { subject, world: World::load(&folder.join("world.toml")).unwrap() }
    }

    /// The operations that are asked about, in the order of the alphabet.
    pub fn operations(&self) -> Vec<String> {
        let mut all: Vec<String> = self
            .subject
            .provider
            .catalogue()
            .chosen(&self.subject.choice)
            .iter()
            .map(|r| r.permission.clone())
            .collect();
        all.sort();
        all
    }

    /// Each row's verdict for a caller with these permissions. `granted` says what the service lets the caller read of
    /// its own assignments, so that the answers agree with each other.
    pub fn verdicts(&self, permissions: &Value, granted: &dyn Fn(&str) -> bool) -> Vec<(String, Verdict)> {
        let mut world = self.world.clone();
        let empty = json!({"value": []});
        let refused =
            json!({"error": {"code": "AuthorizationFailed", "message": "The client does not have authorization"}});
        for (call, operation) in [
            ("roleAssignments.list", "Microsoft.Authorization/roleAssignments/read"),
            ("denyAssignments.list", "Microsoft.Authorization/denyAssignments/read"),
        ] {
            let answer = if granted(operation) { (200, &empty) } else { (403, &refused) };
            world.rules.insert(0, rule(call, answer.0, answer.1));
        }
        world.rules.insert(0, rule("permissions.listForSubscription", 200, &json!({"value": permissions})));
        let transport: Arc<dyn Transport> = Arc::new(Recorded::new(world, NOW));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let check = pipeline::check(&self.subject, transport, Arc::new(Unwatched), std::future::pending());
        let report = runtime.block_on(check);
        assert!(report.requirements.len() > 50, "{:?}", report.stages);
        report.requirements.into_iter().map(|row| (row.permission, row.verdict)).collect()
    }
}

fn rule(call: &str, status: u16, body: &Value) -> Rule {
    Rule { call: call.to_owned(), status, body: Some(body.to_string()), ..Rule::default() }
}
