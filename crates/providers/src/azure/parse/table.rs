//! Tables of the command line: `-o table` with its line of dashes, and `-o tsv` without a header.
//!
//! In: text. Out: a service principal for every row.

use super::names::{Role, role};
use super::found::Found;
use super::{Origin, line_of};
use crate::azure::guid::{self, Tenant};

/// More rows than a person could choose from are not read.
const MOST: usize = 100;

/// A line of a text and where it begins, in bytes.
type Line<'a> = (usize, &'a str);

/// Reads tables.
pub(super) fn read(text: &str, from: &Origin<'_>) -> Vec<Found> {
    let mut start = 0;
    let lines: Vec<Line<'_>> = text
        .split_inclusive('\n')
        .map(|line| {
            let at = start;
            start += line.len();
            (at, line.trim_end_matches('\n'))
        })
        .collect();
    let mut out = Vec::new();
    for (n, (_, header)) in lines.iter().enumerate() {
        if out.len() >= MOST {
            break;
        }
        if let Some(table) = Table::of(header, lines.get(n + 1).map(|(_, line)| *line)) {
            let rows = lines.iter().skip(n + table.head).take_while(|(_, line)| !line.trim().is_empty());
            out.extend(rows.take(MOST).map_while(|line| table.row(*line, text, from)));
        }
    }
    out.extend(lines.iter().filter_map(|line| tabbed(*line, text, from)).take(MOST));
    out
}

/// The head of a table.
struct Table<'a> {
    names: Vec<&'a str>,
    /// Where the columns begin and end, in characters, by the line of dashes.
    columns: Vec<(usize, usize)>,
    /// Lines of the head.
    head: usize,
}

impl<'a> Table<'a> {
    fn of(header: &'a str, below: Option<&str>) -> Option<Self> {
        let names = cells(header);
        let known = |wanted: Role| names.iter().any(|name| role(name).is_some_and(|(role, _)| role == wanted));
        let key = known(Role::Secret) || known(Role::CertificateFile);
        if names.len() > 12 || !known(Role::Client) || !key || !known(Role::Tenant) {
            return None;
        }
        let dashes = below.filter(|line| line.contains("--") && line.chars().all(|c| c == '-' || c.is_whitespace()));
        let columns = dashes.map(spans).filter(|spans| spans.len() == names.len()).unwrap_or_default();
        Some(Self { names, columns, head: if dashes.is_some() { 2 } else { 1 } })
    }

    fn row(&self, (at, line): Line<'_>, text: &str, from: &Origin<'_>) -> Option<Found> {
        let split = cells(line);
        // A cell may be empty; then only the columns tell which.
        let values: Vec<String> = if split.len() == self.names.len() {
            split.iter().map(|cell| (*cell).to_owned()).collect()
        } else {
            self.columns.iter().map(|(from, to)| slice(line, *from, *to)).collect()
        };
        if values.len() != self.names.len() {
            return None;
        }
        let mut found = Found::new("cli-table", at, line_of(text, at));
        for (name, value) in self.names.iter().zip(&values) {
            if let Some((role, _)) = role(name) {
                found.put(role, name, value, from.at_column(found.line, name), from);
            }
        }
        found.looks_like_one().then_some(found)
    }
}

/// Cells that are set apart by two blanks or a tab.
fn cells(line: &str) -> Vec<&str> {
    line.split('\t').flat_map(|part| part.split("  ")).map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

/// Where the runs of dashes in a line begin and end, in characters.
fn spans(dashes: &str) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (n, c) in dashes.chars().enumerate() {
        match out.last_mut() {
            _ if c != '-' => {}
            Some((_, end)) if *end == n => *end = n + 1,
            _ => out.push((n, n + 1)),
        }
    }
    out
}

fn slice(line: &str, from: usize, to: usize) -> String {
    line.chars().skip(from).take(to - from).collect::<String>().trim().to_owned()
}

/// `appId, displayName, password, tenant` (older command lines: `name` before the password) with tabs between them.
fn tabbed((at, line): Line<'_>, text: &str, from: &Origin<'_>) -> Option<Found> {
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    let (client, tenant, secret) = match cells.as_slice() {
        [client, _, secret, tenant] | [client, _, _, secret, tenant] => (*client, *tenant, *secret),
        _ => return None,
    };
    let ours = guid::canonical(client).is_some() && Tenant::of(tenant) != Tenant::Malformed && secret.len() >= 16;
    if !ours || secret.contains(' ') {
        return None;
    }
    let mut found = Found::new("cli-tsv", at, line_of(text, at));
    for (role, name, value) in [
        (Role::Client, "appId", client),
        (Role::Label, "displayName", cells[1]),
        (Role::Secret, "password", secret),
        (Role::Tenant, "tenant", tenant),
    ] {
        found.put(role, name, value, from.at_column(found.line, name), from);
    }
    Some(found)
}
