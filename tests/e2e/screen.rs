//! A whole terminal screen as a key file: what a person copies after making a service principal.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::page::{Opening, Window};
use crate::world::World;

/// The name of the file.
pub const FILE: &str = "screen.txt";

/// What the screen says.
pub struct Screen {
    pub world: World,
    pub subscription: String,
    pub tenant: String,
    pub client: String,
    pub secret: String,
}

impl Screen {
    /// The screen of the story in which everything is granted.
    pub async fn of_all_granted() -> Self {
        let world = World::of("all-granted").await;
        let key = world.key("azure");
        let file: Value = serde_json::from_slice(&key.bytes).unwrap();
        let text = |name: &str| file[name].as_str().unwrap().to_owned();
        let subscription = key.settings.iter().find(|(name, _)| name == "subscription_id").unwrap().1.clone();
        Self { subscription, tenant: text("tenant"), client: text("appId"), secret: text("password"), world }
    }

    /// Writes it into a folder: the command with its echo, the warning, the answer, the next prompt.
    pub fn write(&self, folder: &Path) -> PathBuf {
        let answer = String::from_utf8(self.world.key("azure").bytes).unwrap();
        let scope = format!("/subscriptions/{}", self.subscription);
        let screen = format!(
            "ada@workstation:~$ az ad sp create-for-rbac --name xoap --role Contributor --scopes {scope}\n\
             Creating 'Contributor' role assignment under scope '{scope}'\n\
             The output includes credentials that you must protect. Be sure that you do not include these credentials in \
             your code or check the credentials into your source control.\n{answer}ada@workstation:~$ "
        );
        let path = folder.join(FILE);
        std::fs::write(&path, screen).unwrap();
        path
    }

    /// A window that picks the screen and asks its world.
    pub fn opening(&self, folder: &Path) -> Opening {
        Opening { arguments: self.world.arguments(folder), picks: Some(self.write(folder)), ..Opening::default() }
    }

    /// The secret, to be searched for.
    pub fn secrets(&self) -> Vec<String> {
        vec![self.secret.clone()]
    }

    /// From the first screen to the credentials, which show what was on the screen.
    pub async fn import(&self, window: &Window) {
        window.at("Provider").await;
        window.press("choose a key file").await;
        window.at("Credentials").await;
        window.reads(FILE).await;
        for (label, value) in self.plain() {
            assert_eq!(window.value(label).await, value, "{label}");
        }
        window.until("the mask", async || window.mentions(&["••••"]).await).await;
        window.holds_none_of(&self.secrets()).await;
    }

    /// The fields that are no secret, by their labels, in the order of the connection panel.
    pub fn plain(&self) -> [(&'static str, &str); 3] {
        [("Subscription ID", &self.subscription), ("Tenant ID", &self.tenant), ("Client ID", &self.client)]
    }
}
