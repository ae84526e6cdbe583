//! The oracle of the role evaluation: what a check says of a role against what was computed elsewhere, in another way.
//!
//! In: `extract.json` (definitions) and `built-in-roles.tsv` (what they grant), both made by `derive.py`; where the whole
//! list of definitions lies beside the repository (`../shared/data`), all of it as well. Out: every row of every check
//! is what the table says. And for made-up roles: what a matcher of the plainest kind says. Each role goes the whole
//! way, as an answer to the request for the caller's permissions; no function of the product is called but the check.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "these are tests")]

mod asked;
mod made_up;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use onboard_core::verdict::Verdict;
use serde::Deserialize;
use serde_json::Value;

use crate::asked::Asking;

const ODD: &str = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";

/// A role definition.
#[derive(Debug, Deserialize)]
struct Role {
    id: String,
    #[serde(rename = "roleName")]
    name: String,
    permissions: Value,
}

/// What the table says: the operations, how many of them count, and each role's row.
struct Table {
    operations: Vec<String>,
    counted: usize,
    rows: BTreeMap<String, Derived>,
}

struct Derived {
    name: String,
    count: usize,
    granted: Vec<bool>,
}

fn here() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/roles"))
}

fn table() -> Table {
    let text = std::fs::read_to_string(here().join("built-in-roles.tsv")).unwrap();
    let heads: Vec<&str> = text.lines().filter_map(|l| l.strip_prefix("# ")).collect();
    let operations: Vec<String> =
        heads.iter().filter_map(|l| l.split_once('\t').map(|(_, name)| name.to_owned())).collect();
    let rows = text.lines().filter(|l| !l.starts_with('#')).map(|line| {
        let [id, name, count, bits] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let granted = bits.chars().flat_map(|c| {
            let four = c.to_digit(16).unwrap();
            [8, 4, 2, 1].map(|bit| four & bit != 0)
        });
        let granted = granted.take(operations.len()).collect();
        (id.to_owned(), Derived { name: name.to_owned(), count: count.parse().unwrap(), granted })
    });
    Table { rows: rows.collect(), counted: 40, operations: operations.clone() }
}

/// The whole list of definitions, where it lies beside the repository or beside the folder of its checkouts.
fn definitions() -> Option<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.to_owned();
    let beside = ["../shared", "../../shared"].map(|up| top.join(up).join("data/azure-built-in-roles.json"));
    beside.into_iter().find(|path| path.is_file())
}

/// Where a check says something else of a role than the table.
fn differences(roles: &[Role]) -> Vec<String> {
    let table = table();
    let asking = Asking::new();
    let mut wrong = Vec::new();
    for role in roles {
        let Some(derived) = table.rows.get(&role.id) else {
            wrong.push(format!("the role {} ({}) is not in the table", role.name, role.id));
            continue;
        };
        let granted = |operation: &str| {
            let place = table.operations.iter().position(|o| o == operation);
            place.is_some_and(|place| derived.granted[place])
        };
        for (operation, verdict) in asking.verdicts(&role.permissions, &granted) {
            let wanted = if granted(&operation) { Verdict::Granted } else { Verdict::Denied };
            let odd = operation == ODD && wanted == Verdict::Denied && verdict == Verdict::Undetermined;
            if verdict != wanted && !odd {
                wrong.push(format!("{}: {operation} is {verdict:?}, not {wanted:?}", role.name));
            }
        }
    }
    wrong
}

/// The rows that a check has are those of the table, so that the table is no table of something else.
#[test]
fn the_table_is_about_the_same_operations() {
    let rows = Asking::new().operations();
    let mut wanted = table().operations;
    wanted.sort();
    assert_eq!(rows, wanted);
}

#[test]
fn a_check_says_of_each_kept_role_what_was_derived() {
    let roles: Vec<Role> = serde_json::from_slice(&std::fs::read(here().join("extract.json")).unwrap()).unwrap();
    assert!(roles.len() > 60);
    assert_eq!(differences(&roles), Vec::<String>::new());
}

#[test]
fn the_published_roles_grant_what_is_known_of_them() {
    let table = table();
    let count = |name: &str| table.rows.values().find(|r| r.name == name).map(|r| r.count);
    assert_eq!(table.rows.len(), 928);
    for (name, forty) in [("Contributor", 40), ("Owner", 40), ("Reader", 14), ("Virtual Machine Contributor", 25)] {
        assert_eq!(count(name), Some(forty), "{name}");
    }
    let sufficient = |most: usize| {
        let all = table.rows.values().filter(|r| r.granted[..most].iter().all(|g| *g));
        all.map(|r| r.name.as_str()).collect::<Vec<_>>()
    };
    // With Windows or without it.
    for most in [table.counted, 33] {
        let mut names = sufficient(most);
        names.sort_unstable();
        assert_eq!(names, ["Contributor", "Owner"], "the first {most}");
    }
    for row in table.rows.values() {
        assert_eq!(row.granted[..table.counted].iter().filter(|g| **g).count(), row.count, "{}", row.name);
    }
}

/// Every definition, and the table itself made anew. Where the list is not at hand, the roles that are kept here stand
/// for it, in the test above.
#[test]
fn a_check_says_of_every_role_what_was_derived() {
    let Some(path) = definitions() else {
        eprintln!("the whole list of definitions is not beside the repository; the kept ones are tested");
        return a_check_says_of_each_kept_role_what_was_derived();
    };
    let roles: Vec<Role> = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(differences(&roles), Vec::<String>::new());
    let python = if cfg!(windows) { "python" } else { "python3" };
    let mut command = Command::new(python);
    let output = command.arg("-B").arg(here().join("derive.py")).arg("--check").arg(&path).output();
    let output = output.expect("Python 3 is needed to make the table anew");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    eprintln!("{} roles of {}", roles.len(), path.display());
}
