//! The shell's own sentences, and command errors made of them.

use std::sync::{Arc, LazyLock};

use onboard_core::speech::{Language, Speech, Texts, Values};

use crate::view::CommandError;

static TEXTS: LazyLock<Arc<Texts>> =
    LazyLock::new(|| Arc::new(Texts::new(include_str!("text/en.ftl"), include_str!("text/de.ftl"))));

/// Speaks the shell's sentences and the core's.
#[must_use]
pub fn speech(language: Language) -> Speech {
    Speech::of(TEXTS.clone(), language)
}

/// The error with this code; its sentence is `error-<code>`, its next step the attribute `.tip`.
#[must_use]
pub fn fault(language: Language, code: &str, values: Values<'_>) -> CommandError {
    let speech = speech(language);
    let id = format!("error-{code}");
    CommandError {
        code: code.to_owned(),
        message: speech.say(&id, values),
        tip: speech.attribute(&id, "tip", values).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(source: &str) -> Vec<&str> {
        let start = |line: &&str| line.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        source.lines().filter(start).filter_map(|line| line.split(" =").next()).collect()
    }

    #[test]
    fn both_languages_have_the_same_sentences() {
        let (en, de) = (include_str!("text/en.ftl"), include_str!("text/de.ftl"));
        assert_eq!(Texts::faults(en), Vec::<String>::new());
        assert_eq!(Texts::faults(de), Vec::<String>::new());
        assert_eq!(ids(en), ids(de));
        assert_eq!(en.matches(".tip =").count(), de.matches(".tip =").count());
    }

    #[test]
    fn every_code_in_the_source_has_its_sentence() {
        let sources = [
            include_str!("work.rs"),
            include_str!("entry.rs"),
            include_str!("session.rs"),
            include_str!("run.rs"),
            include_str!("deliver.rs"),
            include_str!("keep.rs"),
            include_str!("commands/import.rs"),
            include_str!("commands/deliver.rs"),
        ];
        let known = ids(include_str!("text/en.ftl"));
        let mut seen = 0;
        // `fault(language, "the-code", …)`, also where the call is broken over lines.
        let code = |call: &'static str| {
            let (before, rest) = call.split_once('"')?;
            before.trim().ends_with(',').then(|| rest.split('"').next()).flatten()
        };
        for code in sources.iter().flat_map(|s| s.split("fault(").skip(1)).filter_map(code) {
            assert!(known.contains(&format!("error-{code}").as_str()), "no sentence for {code}");
            seen += 1;
        }
        assert!(seen > 15, "the search found hardly any code");
    }
}
