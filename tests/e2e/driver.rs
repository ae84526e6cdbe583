//! WebKitWebDriver and the program that it starts.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::display::Display;

/// The target folder that these tests were built into.
pub fn target() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    // <target>/<profile>/deps/e2e-…
    test.ancestors().nth(3).unwrap().to_owned()
}

/// The program: `XOAP_ONBOARD_BIN`, else the one beside these tests.
fn program() -> PathBuf {
    if let Some(path) = std::env::var_os("XOAP_ONBOARD_BIN") {
        return path.into();
    }
    let test = std::env::current_exe().unwrap();
    let path = test.ancestors().nth(2).unwrap().join("xoap-onboard");
    assert!(path.is_file(), "{} is missing; build it first: cargo build -p xoap-onboard", path.display());
    path
}

/// A WebDriver with what it started. All of it ends with this value.
pub struct Driver {
    process: Child,
    port: u16,
    pub display: Display,
}

impl Driver {
    /// Starts a WebDriver on a display; its program will have these variables and this home.
    pub fn start(display: Display, home: &Path, variables: &[(&str, String)]) -> Self {
        let port = free_port();
        let mut command = Command::new("WebKitWebDriver");
        command.args([format!("--port={port}"), "--host=127.0.0.1".to_owned()]);
        // With one of these set, a screenshot is never answered; and the person's own settings are no part of a test.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if ["WEBKIT_", "XOAP_ONBOARD_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
                .iter()
                .any(|p| text.starts_with(p))
            {
                command.env_remove(&name);
            }
        }
        command.env("DISPLAY", &display.name).env("TAURI_WEBVIEW_AUTOMATION", "true").env("NO_AT_BRIDGE", "1");
        command.env("LANG", "C.UTF-8").env("LANGUAGE", "en");
        for folder in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"] {
            command.env(folder, home.join(folder));
        }
        // Nobody listens there: the person's own key store is no part of a test.
        command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", home.join("no-bus").display()));
        command.envs(variables.iter().map(|(name, value)| (*name, value)));
        // A group of its own, so that the program it starts can be ended with it even when a test broke off.
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().expect("WebKitWebDriver could not be started; install webkit2gtk-driver");
        let driver = Self { process, port, display };
        driver.wait_until_it_listens();
        driver
    }

    fn wait_until_it_listens(&self) {
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(10), "WebKitWebDriver does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Opens the program's window.
    pub async fn open(&self, arguments: &[String]) -> Client {
        let mut wanted = Capabilities::new();
        let program = json!({"binary": program(), "args": arguments});
        wanted.insert("webkitgtk:browserOptions".to_owned(), program);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let connecting = builder.capabilities(wanted).connect(&format!("http://127.0.0.1:{}", self.port)).await;
        connecting.expect("the window did not open")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}
