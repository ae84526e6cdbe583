//! The services that a journey talks to: the demo cloud, served on loopback, or nothing at all.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use onboard_core::carrier::Input;
use onboard_core::field::Fields;
use onboard_core::pipeline;
use onboard_core::speech::Language;
use onboard_democloud::{DemoCloud, DemoKey, Served, serve};

/// A served story.
pub struct World {
    pub cloud: Arc<DemoCloud>,
    pub served: Served,
}

impl World {
    pub async fn of(story: &str) -> Self {
        let cloud = DemoCloud::new(story).unwrap_or_else(|| panic!("there is no story {story}"));
        let served = serve(cloud.clone(), 0).await.unwrap();
        Self { cloud, served }
    }

    pub fn key(&self, provider: &str) -> DemoKey {
        self.cloud.key(provider).unwrap()
    }

    /// The arguments that lead a window into this world, TLS included.
    pub fn arguments(&self, folder: &Path) -> Vec<String> {
        let ca = folder.join("ca.pem");
        std::fs::write(&ca, &self.served.ca_pem).unwrap();
        let path = |path: PathBuf| path.display().to_string();
        vec!["--endpoints".to_owned(), path(self.endpoints(folder)), "--ca-file".to_owned(), path(ca)]
    }

    /// The file for `--endpoints`.
    pub fn endpoints(&self, folder: &Path) -> PathBuf {
        let pairs: serde_json::Map<_, _> =
            self.served.endpoints.iter().map(|(service, url)| (service.clone(), url.as_str().into())).collect();
        written(folder, pairs)
    }
}

/// Endpoints at which nobody listens.
pub fn nobody(folder: &Path, provider: &str) -> PathBuf {
    let provider = onboard_providers::by_id(provider).unwrap();
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let services = provider.descriptor(Language::En).services;
    written(folder, services.into_iter().map(|s| (s, format!("http://127.0.0.1:{port}").into())).collect())
}

fn written(folder: &Path, pairs: serde_json::Map<String, serde_json::Value>) -> PathBuf {
    let path = folder.join("endpoints.json");
    std::fs::write(&path, serde_json::Value::from(pairs).to_string()).unwrap();
    path
}

/// What a key file holds, as the engine reads it.
pub fn fields(key: &DemoKey) -> Fields {
    let input = Input::new(key.file_name.clone(), key.bytes.clone());
    let import = pipeline::parse(onboard_providers::all(), &input, Language::En);
    import.candidates.first().expect("the demo key is not recognised").parsed.fields.clone()
}

/// The secrets of a key file, and their longer lines.
pub fn secrets(key: &DemoKey) -> Vec<String> {
    let fields = fields(key);
    let all: Vec<String> = fields.secrets().map(|s| s.expose("searched for in what a person sees").clone()).collect();
    let lines = all.iter().flat_map(|s| s.lines()).filter(|l| l.len() >= 24 && !l.contains(' ')).map(str::to_owned);
    let found: Vec<String> = all.iter().cloned().chain(lines).collect();
    assert!(!found.is_empty());
    found
}
