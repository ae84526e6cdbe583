//! What a terminal screen tells beside the credential: the subscription in an echoed command or in the account that
//! `az account show` printed, and how long the secret lasts.
//!
//! In: text. Out: hints with their lines. Deliberately absent: any use of a hint that a credential does not need.

use std::sync::LazyLock;

use onboard_core::carrier::plain_quotes;
use regex::Regex;
use serde_json::{Map, Value};

use super::line_of;
use crate::azure::cloud::Cloud;
use crate::azure::guid::Id;

/// A scope that a command was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope {
    /// Where it stands, in bytes.
    pub at: usize,
    /// Its line, from 1.
    pub line: u32,
    pub subscription: String,
    /// The resource group, when the scope is not the whole subscription.
    pub group: Option<String>,
    /// Other subscriptions are in the same command.
    pub several: bool,
}

/// An account that the command line printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    pub subscription: String,
    pub tenant: String,
    pub cloud: Option<Cloud>,
    /// The one in use.
    pub default: bool,
    /// Its line, from 1.
    pub line: u32,
}

impl Account {
    /// An object of `az account show` or `az account list`; nothing for another one.
    pub(super) fn of(members: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        // Without these, an object with an id and a tenant may be anything.
        if !["environmentName", "homeTenantId", "isDefault", "state"].iter().any(|name| members.contains_key(*name)) {
            return None;
        }
        Some(Self {
            subscription: Id::of(text("id")?).guid()?,
            tenant: Id::of(text("tenantId")?).guid()?,
            cloud: text("environmentName").and_then(Cloud::named),
            default: members.get("isDefault").and_then(Value::as_bool).unwrap_or(false),
            line: 1,
        })
    }
}

/// The text with plain quotation marks and without the colours of a terminal.
pub(super) fn plain(text: &str) -> String {
    #[allow(clippy::unwrap_used, reason = "the pattern is a constant, and the tests compile it")]
    static COLOUR: LazyLock<Regex> = LazyLock::new(|| Regex::new("\u{1b}\\[[0-9;]*[A-Za-z]").unwrap());
    COLOUR.replace_all(&plain_quotes(text), "").into_owned()
}

/// The scopes of commands in a text: those of `--scopes`, or else of what the command line says it assigns.
pub(super) fn scopes(text: &str) -> Vec<Scope> {
    #[allow(clippy::unwrap_used, reason = "the pattern is a constant, and the tests compile it")]
    static OPTION: LazyLock<Regex> = LazyLock::new(|| {
        // The value: paths, quoted or not, one after the other, over lines that end in `\`, `` ` `` or `^`.
        Regex::new(r#"(?i)--scopes?(?:\s|=|[\\`^]\n)+((?:["']?/?subscriptions/[^\s"']*["']?(?:\s|[\\`^]\n)*)+)"#).unwrap()
    });
    #[allow(clippy::unwrap_used, reason = "the pattern is a constant, and the tests compile it")]
    static SAID: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(?i)under\s+scope\s+["']?(/subscriptions/[^\s"']+)"#).unwrap());
    let of = |pattern: &Regex| -> Vec<Scope> {
        pattern.captures_iter(text).filter_map(|c| c.get(1)).take(100).flat_map(|m| paths(m.as_str(), m.start(), text)).collect()
    };
    let told = of(&OPTION);
    if told.is_empty() { of(&SAID) } else { told }
}

fn paths(list: &str, at: usize, text: &str) -> Vec<Scope> {
    #[allow(clippy::unwrap_used, reason = "the pattern is a constant, and the tests compile it")]
    static PATH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)subscriptions/([^/\s"'\\`^]+)(?:/resourcegroups/([^/\s"'\\`^]+))?"#).unwrap()
    });
    let mut out: Vec<Scope> = Vec::new();
    for found in PATH.captures_iter(list) {
        let Some(subscription) = found.get(1).and_then(|m| Id::of(m.as_str()).guid()) else { continue };
        let place = at + found.get(0).map_or(0, |m| m.start());
        let group = found.get(2).map(|m| m.as_str().to_owned());
        out.push(Scope { at: place, line: line_of(text, place), subscription, group, several: false });
    }
    let several = out.iter().any(|s| s.subscription != out[0].subscription);
    // Of one command the first counts; that there are others is said.
    out.truncate(1);
    out.iter_mut().for_each(|scope| scope.several = several);
    out
}

/// For how many years the secret was asked for, when the command is in the text.
pub(super) fn years(text: &str) -> Option<u32> {
    #[allow(clippy::unwrap_used, reason = "the pattern is a constant, and the tests compile it")]
    static YEARS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"--years(?:\s|=|[\\`^]\n)+["']?(\d{1,3})\b"#).unwrap());
    if !text.contains("create-for-rbac") && !text.contains("credential reset") {
        return None;
    }
    YEARS.captures(text).and_then(|c| c[1].parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    const TWO: &str = "7d444840-9dc0-11d1-b245-5ffdce74fad2";

    fn found(text: &str) -> Vec<(String, Option<String>, u32)> {
        scopes(text).into_iter().map(|s| (s.subscription, s.group, s.line)).collect()
    }

    #[test]
    fn scopes_in_every_form() {
        let whole = |line| vec![(ONE.to_owned(), None, line)];
        for (text, line) in [
            (format!("az ad sp create-for-rbac --scopes /subscriptions/{ONE} --years 1"), 1),
            (format!("az … --scope=/subscriptions/{ONE}"), 1),
            (format!("az … --scopes \"/subscriptions/{ONE}\""), 1),
            (format!("az … --scopes '/subscriptions/{}/'", ONE.to_uppercase()), 1),
            (format!("az \\\n  --role Contributor \\\n  --scopes \\\n    /subscriptions/{ONE} \\\n  --years 1"), 4),
            (format!("az `\n  --scopes `\n  /subscriptions/{ONE}"), 3),
            (format!("az ^\n  --scopes ^\n  subscriptions/{ONE}"), 3),
            (format!("WARNING: Creating 'Contributor' role assignment under scope '/subscriptions/{ONE}'"), 1),
        ] {
            assert_eq!(found(&text), whole(line), "{text}");
        }
        let group = format!("--scopes /subscriptions/{ONE}/resourceGroups/builds/");
        assert_eq!(found(&group), [(ONE.to_owned(), Some("builds".to_owned()), 1)]);
        for text in ["--scopes /subscriptions/$SUB", "--scopes /subscriptions/{subscription-id}", "--scopes", "none"] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn several_scopes() {
        let text = format!("az … --scopes /subscriptions/{ONE}/resourceGroups/a \\\n  /subscriptions/{TWO} --name x");
        let all = scopes(&text);
        assert_eq!(all.iter().map(|s| (s.subscription.as_str(), s.several)).collect::<Vec<_>>(), [(ONE, true)]);
        let text = format!("az … --scopes /subscriptions/{ONE}\naz … --scopes /subscriptions/{TWO}");
        assert_eq!(scopes(&text).iter().map(|s| (s.subscription.as_str(), s.several)).collect::<Vec<_>>(), [(ONE, false), (TWO, false)]);
    }

    #[test]
    fn accounts() {
        let of = |text: &str| Account::of(serde_json::from_str::<Value>(text).unwrap().as_object().unwrap());
        let shown = format!(r#"{{"environmentName": "AzureUSGovernment", "id": "{ONE}", "isDefault": true, "tenantId": "{TWO}"}}"#);
        let account = of(&shown).unwrap();
        assert_eq!((account.subscription.as_str(), account.tenant.as_str()), (ONE, TWO));
        assert_eq!((account.cloud, account.default), (Some(Cloud::UsGovernment), true));
        assert_eq!(of(&format!(r#"{{"id": "{ONE}", "tenantId": "{TWO}"}}"#)), None);
    }

    #[test]
    fn colours_and_years() {
        assert_eq!(plain("\u{1b}[94m\u{201c}appId\u{201d}\u{1b}[39;49;00m"), "\"appId\"");
        assert_eq!(years("az ad sp create-for-rbac --name a \\\n  --years 2"), Some(2));
        assert_eq!(years("other --years 2"), None);
    }
}
