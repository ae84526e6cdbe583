//! Reads `expected.md`: what a fault must come out as.
//!
//! In: the table. Out: the expectation for one cell. A line for one provider beats the one for all of them.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use onboard_core::network::{StageName, StageOutcome};
use onboard_core::probe::EndingKind;

/// What must come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// The stages that may show it, and how; none when the table has `-`.
    pub stages: Vec<StageName>,
    pub outcome: StageOutcome,
    /// The cause of the stage and of every row that is lost; nothing when none is.
    pub cause: Option<String>,
    pub ending: EndingKind,
}

#[derive(Debug)]
struct Line {
    fault: String,
    when: Vec<String>,
    provider: String,
    expect: Expect,
}

/// The table.
pub struct Table(Vec<Line>);

impl Table {
    pub fn read() -> &'static Self {
        static TABLE: OnceLock<Table> = OnceLock::new();
        TABLE.get_or_init(|| {
            let rows = include_str!("expected.md").lines().filter(|line| line.starts_with('|')).skip(2);
            Self(rows.map(line).collect())
        })
    }

    /// What must come out of a cell.
    pub fn expect(&self, fault: &str, when: crate::fault::When, provider: &str) -> Result<Expect, String> {
        let of = |wanted: &str| -> Vec<&Line> {
            let when = when.words();
            self.0
                .iter()
                .filter(|line| line.fault == fault && line.provider == wanted && line.when.iter().any(|w| w == when))
                .collect()
        };
        let own = of(provider);
        let found = if own.is_empty() { of("all") } else { own };
        match found[..] {
            [line] => Ok(line.expect.clone()),
            [] => Err("expected.md says nothing about it".to_owned()),
            _ => Err("expected.md says more than one thing about it".to_owned()),
        }
    }

    /// The names of faults, of times and of providers that it speaks of.
    pub fn names(&self) -> [BTreeSet<&str>; 3] {
        let lines = self.0.iter();
        [
            lines.clone().map(|line| line.fault.as_str()).collect(),
            lines.clone().flat_map(|line| line.when.iter().map(String::as_str)).collect(),
            lines.map(|line| line.provider.as_str()).collect(),
        ]
    }

    /// Every cause that it expects somewhere.
    pub fn causes(&self) -> BTreeSet<&str> {
        self.0.iter().filter_map(|line| line.expect.cause.as_deref()).collect()
    }
}

fn line(text: &str) -> Line {
    let columns: Vec<&str> = text.trim_matches('|').split('|').map(str::trim).collect();
    let [fault, when, provider, stage, cause, ending] = columns[..] else { panic!("six columns: {text}") };
    let ending = serde_json::from_value(ending.into()).unwrap_or_else(|e| panic!("{text}: {e}"));
    let (stage, outcome) = match stage.strip_suffix(" (warning)") {
        Some(stage) => (stage, StageOutcome::Warning),
        None => (stage, StageOutcome::Failed),
    };
    let stages = match stage {
        "-" => Vec::new(),
        stage => stage.split(" or ").map(|s| serde_json::from_value(s.into()).unwrap()).collect(),
    };
    let cause = (cause != "-").then(|| cause.to_owned());
    Line {
        fault: fault.to_owned(),
        when: when.split(", ").map(str::to_owned).collect(),
        provider: provider.to_owned(),
        expect: Expect { stages, outcome, cause, ending },
    }
}
