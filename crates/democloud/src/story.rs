//! Stories: what is different in a world, and what a presenter says about it. All of it is data.
//!
//! In: the TOML files of `stories/`. Out: [`Story`] for people, and the worlds before and after the fix for the
//! simulators. Deliberately absent: code for a single story.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use onboard_core::requirement::Sentence;
use onboard_core::speech::Language;
use serde::{Deserialize, Serialize};

use crate::azure::{AzureCommon, AzureTrouble};

/// A scenario, told as a story for a demo.
#[derive(Debug, Clone, Serialize)]
pub struct Story {
    /// Stable name, such as `missing-permissions`: the one of `--scenario`.
    pub name: String,
    /// The providers that have it.
    pub providers: Vec<String>,
    /// A short title.
    pub title: String,
    /// What it is meant to show, one sentence.
    pub shows: String,
    /// What the presenter says, one or two sentences.
    pub note: String,
    /// True when [`crate::DemoCloud::fix`] changes something.
    pub fixable: bool,
}

/// Every story, in the order of telling.
#[must_use]
pub fn stories(language: Language) -> Vec<Story> {
    let told = |plot: &Plot| Story {
        name: plot.name.clone(),
        providers: plot.providers.clone(),
        title: plot.title.in_language(language).to_owned(),
        shows: plot.shows.in_language(language).to_owned(),
        note: plot.note.in_language(language).to_owned(),
        fixable: plot.fixed.is_some(),
    };
    PLOTS.iter().map(told).collect()
}

/// The same for the providers that the program has; a story of none of them is left out.
#[must_use]
pub fn stories_for(language: Language, has: impl Fn(&str) -> bool) -> Vec<Story> {
    let mut stories = stories(language);
    for story in &mut stories {
        story.providers.retain(|provider| has(provider));
    }
    stories.retain(|story| !story.providers.is_empty());
    stories
}

/// One story file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plot {
    /// Stable name.
    pub name: String,
    /// The providers that have it.
    pub providers: Vec<String>,
    /// A short title.
    title: Sentence,
    /// What it shows.
    shows: Sentence,
    /// What the presenter says.
    note: Sentence,
    /// How long answers take.
    #[serde(default)]
    pub latency: Latency,
    /// A page that stands in the way of every service.
    pub page: Option<Page>,
    /// What is different in the AWS world.
    #[serde(default)]
    aws: AwsTrouble,
    /// What is different in the Azure world.
    #[serde(default)]
    azure: AzureTrouble,
    /// What is different in the Google world.
    #[serde(default)]
    google: GoogleTrouble,
    /// What is still different after the fix; absent when nothing can be fixed.
    pub fixed: Option<Worlds>,
}

impl Plot {
    /// The story with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PLOTS.iter().find(|plot| plot.name == name)
    }

    /// What is different in the AWS world, before or after the fix.
    pub fn aws(&self, state: State) -> &AwsTrouble {
        match (state, &self.fixed) {
            (State::Fixed, Some(fixed)) => &fixed.aws,
            _ => &self.aws,
        }
    }

    /// What is different in the Azure world, before or after the fix.
    pub fn azure(&self, state: State) -> &AzureTrouble {
        match (state, &self.fixed) {
            (State::Fixed, Some(fixed)) => &fixed.azure,
            _ => &self.azure,
        }
    }

    /// What is different in the Google world, before or after the fix.
    pub fn google(&self, state: State) -> &GoogleTrouble {
        match (state, &self.fixed) {
            (State::Fixed, Some(fixed)) => &fixed.google,
            _ => &self.google,
        }
    }
}

/// How far a story has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// As it begins.
    Told,
    /// After the remediation was applied.
    Fixed,
}

/// What is different in the world of each provider.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Worlds {
    #[serde(default)]
    pub aws: AwsTrouble,
    #[serde(default)]
    pub azure: AzureTrouble,
    #[serde(default)]
    pub google: GoogleTrouble,
}

/// How long answers take, in milliseconds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Latency {
    /// The quickest.
    pub least_ms: u64,
    /// The slowest.
    pub most_ms: u64,
}

impl Default for Latency {
    fn default() -> Self {
        Self { least_ms: 30, most_ms: 180 }
    }
}

/// A page that stands in the way.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// Its status.
    pub status: u16,
}

/// What is different in the AWS world.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AwsTrouble {
    /// Actions that no policy of the user allows.
    pub denied: Vec<String>,
    /// Actions that the permissions boundary does not allow.
    pub boundary_denied: Vec<String>,
    /// Denials of the organisation.
    pub organization: Vec<Guardrail>,
    /// Actions that look for the object before they look at the permission.
    pub looks_up_first: Vec<String>,
    /// The region has no default VPC.
    pub no_default_vpc: bool,
    /// The key of the story is not known any more.
    pub key_deleted: bool,
    /// How many answers of a label are turned away before the first real one.
    pub throttled: BTreeMap<String, u32>,
}

/// A statement of a service control policy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Guardrail {
    /// Its ARN.
    pub policy: String,
    /// The actions that it denies.
    pub deny: Vec<String>,
    /// The denial is lifted when this request parameter has [`Self::unless_value`].
    pub unless_parameter: Option<String>,
    /// See [`Self::unless_parameter`].
    pub unless_value: Option<String>,
    /// The condition key behind that parameter, which the policy simulator would want to know.
    pub condition_key: Option<String>,
}

/// What is different in the Google world.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GoogleTrouble {
    /// Permissions that the service account does not hold.
    pub denied: Vec<String>,
    /// APIs that are not enabled.
    pub apis_disabled: Vec<String>,
    /// The key of the story is not known any more.
    pub key_deleted: bool,
    /// How many answers of a label are turned away before the first real one.
    pub throttled: BTreeMap<String, u32>,
}

/// What all stories have in common.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Common {
    pub aws: AwsCommon,
    pub azure: AzureCommon,
    pub google: GoogleCommon,
}

/// The AWS account of the demo.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AwsCommon {
    /// Twelve digits.
    pub account: String,
    /// The user's name.
    pub user: String,
    /// The name of the policy that allows.
    pub policy: String,
    /// Regions that are enabled.
    pub regions: Vec<String>,
    /// Regions that exist and are not.
    pub regions_not_enabled: Vec<String>,
    /// Regions of other partitions, where the account does not exist.
    pub regions_elsewhere: Vec<String>,
    /// Action patterns that the policy allows.
    pub allowed: Vec<String>,
}

/// The Google project of the demo.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct GoogleCommon {
    /// Project id.
    pub project: String,
    /// Project number.
    pub number: String,
    /// The project of a shared network.
    pub host_project: String,
    /// The region of its subnet.
    pub host_region: String,
    /// Its subnet.
    pub host_subnet: String,
    /// APIs that are enabled.
    pub apis: Vec<String>,
}

const FILES: [&str; 14] = [
    include_str!("stories/all-granted.toml"),
    include_str!("stories/missing-permissions.toml"),
    include_str!("stories/scp-deny.toml"),
    include_str!("stories/no-default-vpc.toml"),
    include_str!("stories/deleted-key.toml"),
    include_str!("stories/api-disabled.toml"),
    include_str!("stories/expired-secret.toml"),
    include_str!("stories/secret-id-instead-of-value.toml"),
    include_str!("stories/wrong-subscription.toml"),
    include_str!("stories/provider-not-registered.toml"),
    include_str!("stories/conditional-access.toml"),
    include_str!("stories/slow-network.toml"),
    include_str!("stories/throttled.toml"),
    include_str!("stories/captive-portal.toml"),
];

// A file that cannot be read is left out; a test holds that there is none.
static PLOTS: LazyLock<Vec<Plot>> = LazyLock::new(|| FILES.iter().filter_map(|f| toml::from_str(f).ok()).collect());

/// What all stories have in common.
pub(crate) static COMMON: LazyLock<Common> =
    LazyLock::new(|| toml::from_str(include_str!("stories/common.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 14] = [
        "all-granted",
        "missing-permissions",
        "scp-deny",
        "no-default-vpc",
        "deleted-key",
        "api-disabled",
        "expired-secret",
        "secret-id-instead-of-value",
        "wrong-subscription",
        "provider-not-registered",
        "conditional-access",
        "slow-network",
        "throttled",
        "captive-portal",
    ];

    #[test]
    fn every_story_is_complete_in_both_languages() {
        for file in FILES {
            toml::from_str::<Plot>(file).unwrap();
        }
        let common: Common = toml::from_str(include_str!("stories/common.toml")).unwrap();
        assert_eq!(common.aws.account.len(), 12);
        for language in [Language::En, Language::De] {
            let told = stories(language);
            assert_eq!(told.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), NAMES);
            for story in &told {
                assert!(!story.title.is_empty() && story.title.chars().count() < 60, "{}", story.name);
                assert!(story.shows.ends_with('.') && story.note.ends_with('.'), "{}", story.name);
                assert!(
                    story.providers.iter().all(|p| ["aws", "azure", "google"].contains(&p.as_str())),
                    "{}",
                    story.name
                );
            }
        }
        let fixable: Vec<String> = stories(Language::En).into_iter().filter(|s| s.fixable).map(|s| s.name).collect();
        assert_eq!(
            fixable,
            [
                "missing-permissions",
                "no-default-vpc",
                "api-disabled",
                "expired-secret",
                "secret-id-instead-of-value",
                "wrong-subscription",
                "provider-not-registered"
            ]
        );
        for (en, de) in stories(Language::En).iter().zip(stories(Language::De)) {
            assert!(en.title != de.title && en.shows != de.shows && en.note != de.note, "{}", en.name);
        }
    }

    #[test]
    fn a_program_tells_the_stories_of_its_providers() {
        let told = stories_for(Language::En, |provider| provider == "google");
        assert!(told.iter().all(|story| story.providers == ["google"]));
        assert!(told.iter().any(|s| s.name == "api-disabled") && !told.iter().any(|s| s.name == "scp-deny"));
        assert_eq!(stories_for(Language::En, |_| true).len(), NAMES.len());
    }

    #[test]
    fn every_permission_in_a_story_is_one_of_the_cloud() {
        let allowed = &COMMON.aws.allowed;
        for plot in PLOTS.iter() {
            let aws = &plot.aws;
            let guarded = aws.organization.iter().flat_map(|g| &g.deny);
            let actions = aws.denied.iter().chain(&aws.boundary_denied).chain(guarded).chain(&aws.looks_up_first);
            for action in actions.chain(aws.throttled.keys()) {
                assert!(allowed.iter().any(|p| crate::pattern::fits_action(p, action)), "{}: {action}", plot.name);
            }
            for name in &plot.google.denied {
                assert!(crate::google::holds_by_role(name), "{}: {name}", plot.name);
            }
            let azure = &COMMON.azure;
            assert!(plot.azure.lacking.iter().all(|a| azure.custom.actions.contains(a)), "{}", plot.name);
            assert!(plot.azure.not_registered.iter().all(|n| azure.providers.contains(n)), "{}", plot.name);
            for api in &plot.google.apis_disabled {
                assert!(COMMON.google.apis.contains(api), "{}: {api}", plot.name);
            }
        }
    }
}
