//! The catalogues of requirements fit the descriptors that show them.

use std::collections::BTreeSet;

use onboard_core::requirement::Level;
use onboard_core::speech::Language;
use onboard_providers::all;
use time::macros::format_description;

use crate::files::none;

#[test]
fn every_catalogue_fits_its_descriptor() {
    let mut wrong = Vec::new();
    for provider in all() {
        let descriptor = provider.descriptor(Language::En);
        let ids =
            |list: &[onboard_core::provider::Choosable]| list.iter().map(|c| c.id.clone()).collect::<BTreeSet<_>>();
        let (purposes, options, groups) =
            (ids(&descriptor.purposes), ids(&descriptor.options), ids(&descriptor.groups));
        let catalogue = provider.catalogue();
        assert!(catalogue.len() > 20, "{} has {} requirements", provider.id(), catalogue.len());
        for r in catalogue.iter() {
            let mut say = |what: &str| wrong.push(format!("{}: {}: {what}", provider.id(), r.id));
            if !r.purposes.iter().all(|p| purposes.contains(p)) {
                say("a purpose that cannot be chosen");
            }
            if !r.options.iter().all(|o| options.contains(o)) {
                say("an option that cannot be chosen");
            }
            if !groups.contains(&r.group) {
                say("a group without a name");
            }
            if !r.options.is_empty() && r.level == Level::Required {
                say("required, yet only with an option: that is conditional");
            }
            if !(r.purpose.en.ends_with('.') && r.purpose.de.ends_with('.')) {
                say("a purpose that is no sentence");
            }
            let form = format_description!("[year]-[month]-[day]");
            if time::Date::parse(&r.compared, &form).is_err() {
                say("a date that is none");
            }
        }
        let used = |id: &String| catalogue.iter().any(|r| r.options.contains(id));
        wrong.extend(
            options.iter().filter(|o| !used(o)).map(|o| format!("{}: option {o} brings nothing", provider.id())),
        );
    }
    none("a catalogue does not fit", wrong);
}

#[test]
fn descriptors_are_complete_in_both_languages() {
    let mut wrong = Vec::new();
    for provider in all() {
        let (en, de) = (provider.descriptor(Language::En), provider.descriptor(Language::De));
        let words = |d: &onboard_core::provider::Descriptor| serde_json::to_value(d).unwrap();
        let mut left = vec![(String::new(), words(&en), words(&de))];
        while let Some((path, a, b)) = left.pop() {
            match (a, b) {
                (serde_json::Value::Object(a), serde_json::Value::Object(b)) => {
                    left.extend(a.into_iter().map(|(k, v)| (format!("{path}/{k}"), v, b[&k].clone())));
                }
                (serde_json::Value::Array(a), serde_json::Value::Array(b)) => {
                    if a.len() != b.len() {
                        wrong.push(format!("{}{path}: {} and {} entries", provider.id(), a.len(), b.len()));
                    }
                    left.extend(a.into_iter().zip(b).enumerate().map(|(n, (a, b))| (format!("{path}/{n}"), a, b)));
                }
                (serde_json::Value::String(a), serde_json::Value::String(b)) => {
                    // A sentence that is missing shows as its own id: words joined by hyphens, with no space.
                    let own = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                    let gap = |text: &str| text.is_empty() || (text.contains('-') && text.chars().all(own));
                    // A group has a name and needs no more.
                    let word = ["label", "title", "text", "accepts"].iter().any(|n| path.ends_with(n))
                        || (path.ends_with("detail") && !path.starts_with("/groups"));
                    if word && (gap(&a) || gap(&b)) {
                        wrong.push(format!("{}{path}: {a:?} and {b:?}", provider.id()));
                    }
                }
                _ => {}
            }
        }
        if !en.icon.starts_with("<svg") || en.icon.contains("<script") {
            wrong.push(format!("{}: the icon is no plain SVG", provider.id()));
        }
    }
    none("a descriptor has a gap", wrong);
}
