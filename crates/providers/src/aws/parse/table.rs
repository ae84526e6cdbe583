//! The console's CSV files: `accessKeys.csv`, `credentials.csv`, `new_user_credentials.csv`, and `rootkey.csv`.
//!
//! In: text. Out: a key for every row. The delimiter is that of the header line, because spreadsheets change it.

use onboard_core::carrier::{plain_quotes, trimmed};
use onboard_core::finding::Severity;
use onboard_core::provider::Parsed;

use super::{Found, Origin, line_number};

const KIND: &str = "console-csv";

/// Reads a CSV with a header that names the key id.
pub fn read(text: &str, from: &Origin<'_>) -> Vec<Parsed> {
    let text = plain_quotes(text);
    let Some(first) = text.lines().find(|l| !l.trim().is_empty()) else { return Vec::new() };
    let Some(delimiter) = [',', ';', '\t'].into_iter().find(|d| first.contains(*d)) else { return Vec::new() };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut records = reader.records().map_while(Result::ok).filter(|r| r.iter().any(|cell| !cell.is_empty()));
    let Some(header) = records.next() else { return Vec::new() };
    let columns = Columns::of(&header);
    let Some(id) = columns.id else { return Vec::new() };
    let rows: Vec<csv::StringRecord> = records.collect();
    let several = rows.len() > 1;
    let mut all: Vec<Parsed> = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let line = row.position().map_or(n + 2, |p| usize::try_from(p.line()).unwrap_or(n + 2));
        all.push(one(row, &columns, id, n + 2, line, several, from));
    }
    if all.is_empty() {
        let mut found = Found::new(KIND);
        found.findings.push(from.finding("aws-row-incomplete", Severity::Error, None, &[("row", "2")]));
        all.push(found.unusable());
    }
    all
}

fn one(
    row: &csv::StringRecord,
    columns: &Columns,
    id: usize,
    number: usize,
    line: usize,
    several: bool,
    from: &Origin<'_>,
) -> Parsed {
    let mut found = Found::new(KIND);
    let cell = |column: Option<usize>| column.and_then(|c| row.get(c)).map(trimmed).unwrap_or_default();
    found.label = Some(cell(columns.user)).filter(|u| !u.is_empty()).map(str::to_owned);
    if found.label.is_none() && several {
        found.label = Some(from.speech.say("label-row", &[("row", &number.to_string())]));
    }
    let places = [("access_key_id", Some(id)), ("secret_access_key", columns.secret), ("session_token", columns.token)];
    for (field, column) in places {
        let Some(at) = column else { continue };
        found.put(field, cell(column), from.at_column(number, at + 1));
    }
    if !found.fields.has("access_key_id") || !found.fields.has("secret_access_key") {
        let finding = from.finding("aws-row-incomplete", Severity::Error, None, &[("row", &number.to_string())]);
        found.findings.push(finding.at(line_number(line), None));
    }
    found.usable(from)
}

#[derive(Default)]
struct Columns {
    id: Option<usize>,
    secret: Option<usize>,
    token: Option<usize>,
    user: Option<usize>,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Self {
        let mut columns = Self::default();
        for (n, cell) in header.iter().enumerate() {
            let name: String =
                trimmed(cell).chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
            let place = match name.as_str() {
                "accesskeyid" | "awsaccesskeyid" => &mut columns.id,
                "secretaccesskey" | "awssecretaccesskey" => &mut columns.secret,
                "sessiontoken" | "awssessiontoken" => &mut columns.token,
                "username" => &mut columns.user,
                _ => continue,
            };
            place.get_or_insert(n);
        }
        columns
    }
}

/// Reads `rootkey.csv`: two lines `AWSAccessKeyId=…` and `AWSSecretKey=…`.
pub fn read_root(text: &str, from: &Origin<'_>) -> Vec<Parsed> {
    let mut found = Found::new("rootkey-csv");
    for (n, line) in text.lines().enumerate() {
        let Some((name, value)) = line.split_once('=') else { continue };
        match trimmed(name).to_ascii_lowercase().as_str() {
            "awsaccesskeyid" => found.put("access_key_id", value, from.at_line(n + 1)),
            "awssecretkey" => found.put("secret_access_key", value, from.at_line(n + 1)),
            _ => {}
        }
    }
    if found.fields.is_empty() {
        return Vec::new();
    }
    found.findings.push(from.finding("aws-root-key", Severity::Warning, Some("access_key_id"), &[]));
    vec![found.usable(from)]
}
