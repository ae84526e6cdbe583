//! The main ways through: the demo, a key file, typed fields, going back and loading anew.

use std::path::Path;

use onboard_core::provider::{Descriptor, FieldSpec};
use onboard_core::speech::Language;
use serde_json::Value;

use crate::page::{Opening, Window, journey};
use crate::world::{World, fields, secrets};

/// Keeps what the table says whenever it changes, so that a test can tell a stream from one heap at the end.
const WATCH_TABLE: &str = "window.seen = new Set(); new MutationObserver(() => {
    const rows = [...document.querySelectorAll('table th[scope=row]')].map(th => th.closest('tr').innerText);
    window.seen.add(rows.join('|'));
}).observe(document.body, {childList: true, subtree: true, characterData: true})";

/// A provider's descriptor in English.
pub fn descriptor(provider: &str) -> Descriptor {
    onboard_providers::by_id(provider).unwrap().descriptor(Language::En)
}

/// A story's title.
pub fn title(story: &str) -> String {
    onboard_democloud::stories(Language::En).into_iter().find(|s| s.name == story).unwrap().title
}

/// An endpoints file as arguments.
pub fn pointed_at(path: &Path) -> Vec<String> {
    vec!["--endpoints".to_owned(), path.display().to_string()]
}

/// From the first screen into a demo story's credentials.
pub async fn start_demo(window: &Window, story: &str, provider: &str) {
    window.press("try the demo").await;
    window.choose(&title(story)).await;
    window.choose(&descriptor(provider).name).await;
    window.shot("stories").await;
    window.press("start the demo").await;
    window.at("Credentials").await;
}

/// From the credentials to the list of requests.
pub async fn go_to_permissions(window: &Window) {
    window.press("check the credential").await;
    window.at("Check").await;
    window.reads("Nothing has left this computer").await;
    window.shot("check").await;
    window.press("see what will be asked").await;
    window.at("Permissions").await;
    window.reads("Nothing has been sent yet").await;
    window.shot("plan").await;
}

/// Runs the check to its end.
pub async fn check(window: &Window) {
    window.press("start the check").await;
    window.until("the end of the check", async || window.button("check everything again").await.is_some()).await;
}

#[tokio::test]
async fn demo_from_missing_permissions_to_the_saved_payload() {
    journey(
        "demo",
        async |_| ((), Opening::default()),
        |window, _| async move {
            let provider = descriptor("aws");
            window.at("Provider").await;
            window.reads(&provider.name).await;
            window.shot("provider").await;
            start_demo(&window, "missing-permissions", "aws").await;
            window.reads("Nothing here is real").await;
            window.shot("credentials").await;
            go_to_permissions(&window).await;
            window.client.execute(WATCH_TABLE, Vec::new()).await.unwrap();
            check(&window).await;
            window.shot("missing").await;
            let states = window.client.execute("return window.seen.size", Vec::new()).await.unwrap();
            assert!(states.as_u64().unwrap() > 3, "the rows came in a heap: {states}");
            window.reads("Blocked").await;
            window.press("Missing").await;
            window.reads("ec2:").await;
            window.shot("fix").await;
            window.press("apply the fix").await;
            window.reads("The fix was applied").await;
            window.press("check th").await;
            window.until("everything granted", async || window.mentions(&["0 missing"]).await).await;
            window.press("All").await;
            window.reads("Ready").await;
            window.shot("granted").await;
            window.press("continue").await;
            window.at("Finish").await;
            window.press("save fill-in sheet").await;
            window.reads("There is a problem").await;
            window.fill("Name", "Demo images").await;
            window.choose("Clear-text file").await;
            window.reads("In the demo, secrets are never written into a file").await;
            window.reads("\"demo\": true").await;
            window.shot("finish").await;
            window.press("save JSON file").await;
            window.reads("Saved: ").await;
            window.shot("saved").await;
            let key = onboard_democloud::DemoCloud::new("missing-permissions").unwrap().key("aws").unwrap();
            window.holds_none_of(&secrets(&key)).await;
            let text = window.saved("demo-images.json");
            let payload: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(payload["name"], "Demo images");
            assert_eq!(payload["provider"], "aws");
            assert_eq!(payload["demo"], true);
            assert_eq!(payload["verified"]["readiness"], "ready");
            assert!(payload["secrets"].as_object().unwrap().values().all(|s| s["redacted"] == true));
            assert!(!secrets(&key).iter().any(|s| text.contains(s.as_str())));
        },
    )
    .await;
}

#[tokio::test]
async fn google_key_file_by_the_picker() {
    let prepare = async |folder: &Path| {
        let world = World::of("all-granted").await;
        let key = world.key("google");
        let path = folder.join(&key.file_name);
        std::fs::write(&path, &key.bytes).unwrap();
        let arguments = pointed_at(&world.endpoints(folder));
        (world, Opening { arguments, picks: Some(path), ..Opening::default() })
    };
    journey("key-file", prepare, |window, world| async move {
        let secrets = secrets(&world.key("google"));
        window.at("Provider").await;
        window.press("choose a key file").await;
        window.at("Credentials").await;
        window.reads(&world.key("google").file_name).await;
        window.holds_none_of(&secrets).await;
        window.shot("credentials").await;
        go_to_permissions(&window).await;
        check(&window).await;
        window.shot("permissions").await;
        window.reads("Ready").await;
        assert!(!window.mentions(&["Nothing here is real"]).await, "this is no demo");
        window.press("continue").await;
        window.at("Finish").await;
        window.fill("Name", "Google images").await;
        window.choose("Clear-text file").await;
        window.choose("Write the secrets into the file").await;
        window.reads("\"redacted\": true").await;
        window.holds_none_of(&secrets).await;
        window.shot("finish").await;
        window.press("save JSON file").await;
        window.reads("It holds secrets").await;
        window.shot("saved").await;
        window.holds_none_of(&secrets).await;
        let payload: Value = serde_json::from_str(&window.saved("google-images.json")).unwrap();
        assert_eq!(payload["provider"], "google");
        assert_eq!(payload["demo"], false);
        assert_eq!(payload["verified"]["readiness"], "ready");
        assert!(payload["secrets"].as_object().unwrap().values().all(|s| s["value"].is_string()));
        private(&window, "google-images.json");
    })
    .await;
}

/// Fails when anybody but the owner may read a file.
pub fn private(window: &Window, name: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(window.folder.path().join(name)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "only the owner may read a file with secrets");
}

/// The fields of a provider's first form that a key of the demo cloud fills.
fn to_type(world: &World, provider: &str) -> Vec<(FieldSpec, String)> {
    let held = fields(&world.key(provider));
    let specs = descriptor(provider).variants.remove(0).fields;
    let value = |name: &str| match held.secret(name) {
        Some(secret) => Some(secret.expose("typed as a person would").clone()),
        None => held.plain(name).map(str::to_owned),
    };
    specs.into_iter().filter_map(|spec| value(&spec.name).map(|v| (spec, v))).collect()
}

#[tokio::test]
async fn aws_key_typed_by_fields() {
    let prepare = async |folder: &Path| {
        let world = World::of("all-granted").await;
        let arguments = pointed_at(&world.endpoints(folder));
        (world, Opening { arguments, ..Opening::default() })
    };
    journey("typed", prepare, |window, world| async move {
        let secrets = secrets(&world.key("aws"));
        window.at("Provider").await;
        window.press("continue").await;
        window.reads("There is a problem").await;
        window.shot("no-provider").await;
        window.choose(&descriptor("aws").name).await;
        window.reads("What is it for?").await;
        window.press("continue").await;
        window.at("Credentials").await;
        window.press("check the credential").await;
        window.reads("There is a problem").await;
        window.shot("nothing-typed").await;
        for (spec, value) in to_type(&world, "aws") {
            window.fill(&spec.label, &value).await;
        }
        window.until("the mask", async || window.mentions(&["••••"]).await).await;
        window.holds_none_of(&secrets).await;
        window.shot("typed").await;
        go_to_permissions(&window).await;
        check(&window).await;
        window.shot("permissions").await;
        window.reads("Ready").await;
        window.press("continue").await;
        window.at("Finish").await;
        window.fill("Name", "Typed").await;
        window.choose("Clear-text file").await;
        window.press("Packer").await;
        window.press("Save Packer file").await;
        window.reads("Saved: ").await;
        window.shot("saved").await;
        window.holds_none_of(&secrets).await;
        let written = window.saved("typed.pkrvars.hcl");
        assert!(!secrets.iter().any(|s| written.contains(s.as_str())));
        assert!(written.contains("secret, not in this file"), "{written}");
    })
    .await;
}

#[tokio::test]
async fn going_back_loses_nothing_and_a_reload_restores() {
    journey(
        "back",
        async |_| ((), Opening::default()),
        |window, _| async move {
            window.at("Provider").await;
            window.choose(&descriptor("aws").name).await;
            window.press("continue").await;
            window.at("Credentials").await;
            let specs = descriptor("aws").variants.remove(0).fields;
            let plain = specs.iter().find(|f| f.name == "access_key_id").unwrap();
            let secret = specs.iter().find(|f| f.name == "secret_access_key").unwrap();
            window.fill(&plain.label, "AKIAQZ7W3R5T2Y4U6P8S").await;
            window.fill(&secret.label, "Zq8Tn2Vb5Xc7Lm9Kj4Hg6Fd3Sa1Po0Iu2Yt5Re7W").await;
            window.reads("40 characters").await;
            window.press("back").await;
            window.at("Provider").await;
            window.press("continue").await;
            window.at("Credentials").await;
            window.reads("40 characters").await;
            assert_eq!(window.value(&plain.label).await, "AKIAQZ7W3R5T2Y4U6P8S");
            window.shot("back").await;
            // Another provider and home again.
            window.press("back").await;
            window.choose(&descriptor("google").name).await;
            window.press("continue").await;
            window.at("Credentials").await;
            window.press("back").await;
            window.choose(&descriptor("aws").name).await;
            window.press("continue").await;
            window.reads("40 characters").await;
            window.client.refresh().await.unwrap();
            window.at("Credentials").await;
            window.reads("40 characters").await;
            assert_eq!(window.value(&plain.label).await, "AKIAQZ7W3R5T2Y4U6P8S");
            window.shot("reloaded").await;
        },
    )
    .await;
}
