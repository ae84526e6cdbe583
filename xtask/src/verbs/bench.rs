//! `cargo xtask bench`: how long 33 permission checks take on a line of 80 ms, beside boto3 doing the same calls one
//! after another. Both talk to the same served demo cloud through the same delayed line, in turns.
//!
//! Not a test: it prints what it measured.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::sh::{Done, Fault, root, sh, target};
use crate::{latency, python};

const ROUND_TRIP: Duration = Duration::from_millis(80);
const ROUNDS: usize = 5;

/// Measures and prints both, and their ratio.
pub fn bench() -> Done {
    crate::sh::cargo(["build", "--release", "-p", "onboard-cli"]).run()?;
    let python = python::environment()?;
    let onboard = target().join("release").join(format!("onboard{}", std::env::consts::EXE_SUFFIX));
    let mut cloud = Cloud::start(&onboard)?;
    let result = measure(&onboard, &python, &mut cloud);
    cloud.stop();
    result
}

fn measure(onboard: &Path, python: &Path, cloud: &mut Cloud) -> Done {
    let folder = target().join("bench");
    std::fs::create_dir_all(&folder)?;
    let near = latency::line(cloud.address, ROUND_TRIP)?;
    let endpoints = folder.join("endpoints.json");
    std::fs::write(&endpoints, cloud.endpoints.replace(&cloud.address.to_string(), &near.to_string()))?;
    let (endpoints, key) = (endpoints.to_string_lossy().into_owned(), cloud.key.clone());
    let script = root().join("xtask/bench/loop.py").to_string_lossy().into_owned();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(timed(|| {
            sh(&onboard.to_string_lossy(), ["check", &key, "--endpoints", &endpoints, "--json"]).read()
        })?);
        theirs.push(timed(|| sh(&python.to_string_lossy(), [script.as_str(), &key, &endpoints]).read())?);
    }
    let granted = ours.iter().filter_map(|(_, report)| granted(report)).min().unwrap_or_default();
    let calls = theirs.first().map(|(_, out)| out.trim().to_owned()).unwrap_or_default();
    let (a, b) = (median(&ours), median(&theirs));
    println!(
        "\nround trip {} ms, median of {ROUNDS} rounds, both measured from start to end of the process",
        ROUND_TRIP.as_millis()
    );
    println!("onboard check: {:.2} s ({granted} required permissions granted)", a.as_secs_f64());
    println!("boto3, one call after another: {:.2} s ({calls})", b.as_secs_f64());
    println!("ratio: {:.2} (goal: at most 0.25)", a.as_secs_f64() / b.as_secs_f64());
    Ok(())
}

/// How many required permissions the summary of a report counts as granted.
fn granted(report: &str) -> Option<u32> {
    let summary = &report[report.find("\"summary\"")?..];
    let (_, rest) = summary.split_once("\"granted\":")?;
    rest.trim_start().split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// How long it took and what it printed. A check that finds something missing ends with another code than 0 and would
/// compare unequal work, so that is a fault here.
fn timed(run: impl FnOnce() -> Option<String>) -> Result<(Duration, String), Fault> {
    let started = Instant::now();
    let out = run().ok_or_else(|| Fault("one of the two ended with an error; nothing to compare".to_owned()))?;
    Ok((started.elapsed(), out))
}

fn median(times: &[(Duration, String)]) -> Duration {
    let mut times: Vec<Duration> = times.iter().map(|(t, _)| *t).collect();
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The demo cloud, served by the command line.
struct Cloud {
    child: Child,
    address: SocketAddr,
    endpoints: String,
    key: String,
}

impl Cloud {
    fn start(onboard: &Path) -> Result<Self, Fault> {
        // The line has the latency; the demo itself answers at once.
        let arguments = ["demo", "serve", "--scenario", "all-granted", "--port", "0", "--latency", "0", "--json"];
        let mut child = sh(&onboard.to_string_lossy(), arguments).start()?;
        let unread = || Fault("onboard demo serve did not say where it listens".to_owned());
        let mut out = BufReader::new(child.stdout.take().ok_or_else(unread)?);
        let mut text = String::new();
        // The document may be printed on one line or on several; it is complete when its braces are.
        while out.read_line(&mut text)? > 0 && text.matches('{').count() != text.matches('}').count() {}
        let endpoints = object(&text, "\"endpoints\"").ok_or_else(unread)?;
        let credentials = object(&text, "\"credentials\"").ok_or_else(unread)?;
        let url = value(&endpoints, "\"aws.ec2\"").ok_or_else(unread)?;
        let host = url.trim_start_matches("http://").split('/').next().unwrap_or_default();
        let address = host.parse().map_err(|_| unread())?;
        let key = value(&credentials, "\"aws\"").ok_or_else(unread)?;
        Ok(Self { child, address, endpoints, key })
    }

    fn stop(&mut self) {
        // Ended as Ctrl-C does, the demo takes its folder with it.
        if !cfg!(unix) || sh("kill", ["-INT", &self.child.id().to_string()]).read().is_none() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// The object behind a key, where no object is inside it. Enough for the one document that is read here.
fn object(text: &str, key: &str) -> Option<String> {
    let rest = &text[text.find(key)? + key.len()..];
    let (start, end) = (rest.find('{')?, rest.find('}')?);
    Some(rest[start..=end].to_owned())
}

/// The text behind a key.
fn value(text: &str, key: &str) -> Option<String> {
    let rest = &text[text.find(key)? + key.len()..];
    rest.split('"').nth(1).map(|v| v.replace("\\\\", "\\"))
}
