//! The key file: a JSON object of texts, as Google's console writes it.
//!
//! In: the text of one JSON object, or the fields of a form. Out: its members, and the text that is delivered.
//! Its texts are wiped when it is dropped. Deliberately absent: judging what the members say.

use onboard_core::field::Fields;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use url::Url;
use zeroize::Zeroize;

/// The members of a key file, in their order.
#[derive(Default)]
pub(super) struct KeyFile(Map<String, Value>);

/// Hosts of Google's own sign-in service.
pub(super) const TOKEN_HOSTS: &[&str] = &["oauth2.googleapis.com", "accounts.google.com", "www.googleapis.com"];
/// The universe of Google Cloud itself.
pub(super) const GOOGLE_UNIVERSE: &str = "googleapis.com";

impl KeyFile {
    /// A key file of these members.
    pub(super) fn new(members: Map<String, Value>) -> Self {
        Self(members)
    }

    /// The key file that the fields of a credential hold: the whole document, else what was given one by one.
    pub(super) fn of(fields: &Fields) -> Option<Self> {
        if let Some(document) = fields.secret("credentials_json") {
            let text = document.expose("the key file is read");
            return serde_json::from_str::<Map<String, Value>>(text).ok().map(Self);
        }
        let mut members = Map::new();
        members.insert("type".to_owned(), Value::from("service_account"));
        for name in ["project_id", "private_key_id", "client_email", "client_id", "token_uri", "universe_domain"] {
            if let Some(value) = fields.plain(name) {
                members.insert(name.to_owned(), Value::from(value));
            }
        }
        let key = fields.secret("private_key")?.expose("the key file is put together from its fields");
        members.insert("private_key".to_owned(), Value::from(key.as_str()));
        Some(Self(members))
    }

    /// A member that is a text with something in it.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().filter(|text| !text.trim().is_empty())
    }

    /// A member of any kind.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Changes a member.
    pub(super) fn set(&mut self, name: &str, text: String) {
        if let Some(mut old) = self.0.insert(name.to_owned(), Value::from(text)) {
            wipe(&mut old);
        }
    }

    /// All members that are texts.
    pub(super) fn texts_mut(&mut self) -> impl Iterator<Item = (&String, &mut String)> {
        self.0.iter_mut().filter_map(|(name, value)| match value {
            Value::String(text) => Some((name, text)),
            _ => None,
        })
    }

    /// The document, in two-space JSON with a line feed at its end, as Google writes it.
    pub(super) fn document(&self) -> String {
        let mut text = serde_json::to_string_pretty(&self.0).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        self.0.values_mut().for_each(wipe);
    }
}

fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        _ => {}
    }
}

/// Names that stand more than once in a JSON object. Readers differ in which one they take.
pub(super) fn repeated_names(object: &str) -> Vec<String> {
    serde_json::from_str::<Names>(object).map(|names| names.repeated()).unwrap_or_default()
}

struct Names(Vec<String>);

impl Names {
    fn repeated(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for (place, name) in self.0.iter().enumerate() {
            if self.0[..place].contains(name) && !out.contains(name) {
                out.push(name.clone());
            }
        }
        out
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Names;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                // More members than any key file has are not compared, so that the work stays small.
                while let Some((name, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                    if names.len() < 200 {
                        names.push(name);
                    }
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// The universe of a key file, where it is another than Google Cloud's own.
pub(super) fn other_universe(universe: Option<&str>) -> Option<&str> {
    universe.map(str::trim).filter(|u| !u.is_empty() && *u != GOOGLE_UNIVERSE)
}

/// What is wrong with a `token_uri`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenUri {
    /// Google's own, or the one of the file's universe.
    Own,
    /// Another host, or no https; it is never contacted.
    Foreign(String),
    /// This machine, as test servers use.
    Loopback(String),
}

impl TokenUri {
    /// Judges a `token_uri`. What cannot be read as a URL is foreign.
    pub(super) fn judge(text: &str, universe: Option<&str>) -> Self {
        let Ok(url) = Url::parse(text.trim()) else { return Self::Foreign(text.trim().to_owned()) };
        let Some(host) = url.host() else { return Self::Foreign(text.trim().to_owned()) };
        let name = host.to_string().trim_end_matches('.').to_ascii_lowercase();
        if onboard_core::endpoints::is_loopback(&host) {
            return Self::Loopback(name);
        }
        let of_universe = other_universe(universe).is_some_and(|u| name == format!("oauth2.{u}"));
        let plain = url.scheme() == "https" && url.port().is_none() && url.username().is_empty();
        if plain && (TOKEN_HOSTS.contains(&name.as_str()) || of_universe) { Self::Own } else { Self::Foreign(name) }
    }
}
