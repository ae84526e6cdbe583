//! Changes to answers: what a broken network, a proxy, a strange server or an attacker makes of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use onboard_core::transport::Response;
use onboard_tests::recorded::Change;
use rand::Rng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use serde_json::{Value, json};

const STATUSES: &[u16] =
    &[200, 200, 200, 201, 202, 204, 206, 301, 302, 400, 401, 403, 403, 404, 407, 412, 412, 418, 429, 500, 503, 511];

const TYPES: &[&str] =
    &["text/xml;charset=UTF-8", "application/json", "text/html", "text/plain", "application/octet-stream", ""];

/// Words that turn an answer into its opposite, and names of what grants.
const WORDS: &[&str] = &[
    "DryRunOperation",
    "UnauthorizedOperation",
    "AccessDenied",
    "RequestLimitExceeded",
    "allowed",
    "implicitDeny",
    "explicitDeny",
    "ec2:RunInstances",
    "ec2:CreateImage",
    "true",
    "false",
    "Code",
    "Error",
    "Errors",
    "Response",
    "member",
    "permissions",
    "compute.images.create",
    "compute.disks.create",
    "iam.serviceAccounts.actAs",
    "name",
    "error",
    "ENABLED",
    "value",
    "nextLink",
    "actions",
    "notActions",
    "Microsoft.Compute",
    "Microsoft.Network/*",
    "*/read",
    "properties",
    "principals",
    "excludePrincipals",
    "AuthorizationFailed",
    "c0ffee00-1234-4d5e-8f90-abcdef012345",
    "00000000-0000-0000-0000-000000000000",
];

const PIECES: &[&str] = &[
    "<",
    ">",
    "</",
    "&",
    "&amp;",
    "\"",
    "{",
    "}",
    "[",
    "]",
    "\\",
    "\0",
    "\u{feff}",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "null",
    ",",
    "\r\n",
];

/// Makes the changes of one run.
pub struct Mutator {
    seed: u64,
    pool: Arc<Vec<Response>>,
    count: Arc<AtomicUsize>,
}

impl Mutator {
    /// Changes of this seed; whole answers come from `pool`, and each changed one is counted.
    pub fn new(seed: u64, pool: Vec<Response>, count: Arc<AtomicUsize>) -> Self {
        Self { seed, pool: Arc::new(pool), count }
    }

    /// As the recorded world takes it. The sign-in is left alone in most runs: behind it is most of what can go wrong.
    pub fn change(self) -> Change {
        Box::new(move |place, answer| {
            let mut random = ChaCha20Rng::seed_from_u64(self.seed.wrapping_mul(1_000_003).wrapping_add(place as u64));
            let share = [0.1, 0.3, 0.6, 1.0][usize::try_from(self.seed % 4).unwrap_or_default()];
            let share = if place == 0 { 0.05 } else { share };
            if !random.gen_bool(share) {
                return answer;
            }
            let before = (answer.status, answer.body.clone(), answer.headers.clone());
            let mut answer = answer;
            for _ in 0..*[1, 1, 1, 2, 3].choose(&mut random).unwrap_or(&1) {
                answer = changed(answer, &self.pool, &mut random);
            }
            if before != (answer.status, answer.body.clone(), answer.headers.clone()) {
                self.count.fetch_add(1, Ordering::Relaxed);
            }
            answer
        })
    }
}

fn changed(mut answer: Response, pool: &[Response], random: &mut ChaCha20Rng) -> Response {
    let other = pool.choose(random).cloned().unwrap_or_default();
    match random.gen_range(0..14) {
        0 => flip(&mut answer.body, random),
        1 => answer.body.truncate(random.gen_range(0..=answer.body.len())),
        2 => splice(&mut answer.body, &other.body, random),
        3 => answer.body = other.body,
        4 => answer = other,
        5 | 6 => answer.status = *STATUSES.choose(random).unwrap_or(&200),
        7 => set_type(&mut answer, TYPES.choose(random).unwrap_or(&"")),
        8 | 9 => swap_word(&mut answer.body, random),
        10 => insert(&mut answer.body, random),
        11 => repeat(&mut answer.body, random),
        12 => answer.body = swap_value(&answer.body, random).unwrap_or_else(|| b"{}".to_vec()),
        _ => cut_out(&mut answer.body, random),
    }
    answer
}

fn flip(body: &mut [u8], random: &mut ChaCha20Rng) {
    for _ in 0..random.gen_range(1..4) {
        if let Some(byte) = body.choose_mut(random) {
            *byte ^= 1 << random.gen_range(0..8);
        }
    }
}

fn span(body: &[u8], random: &mut ChaCha20Rng) -> (usize, usize) {
    let start = random.gen_range(0..=body.len());
    let longest = [8, 40, 400, body.len()].choose(random).copied().unwrap_or(8);
    (start, (start + random.gen_range(0..=longest)).min(body.len()))
}

fn splice(body: &mut Vec<u8>, other: &[u8], random: &mut ChaCha20Rng) {
    body.truncate(random.gen_range(0..=body.len()));
    body.extend_from_slice(&other[random.gen_range(0..=other.len())..]);
}

fn insert(body: &mut Vec<u8>, random: &mut ChaCha20Rng) {
    let place = random.gen_range(0..=body.len());
    let piece = PIECES.choose(random).unwrap_or(&"<").as_bytes().to_vec();
    body.splice(place..place, piece);
}

fn repeat(body: &mut Vec<u8>, random: &mut ChaCha20Rng) {
    let (start, end) = span(body, random);
    let piece = body[start..end].to_vec();
    body.splice(end..end, piece);
}

fn cut_out(body: &mut Vec<u8>, random: &mut ChaCha20Rng) {
    let (start, end) = span(body, random);
    body.drain(start..end);
}

fn set_type(answer: &mut Response, kind: &str) {
    answer.headers.retain(|(name, _)| name != "content-type");
    if !kind.is_empty() {
        answer.headers.push(("content-type".to_owned(), kind.to_owned()));
    }
}

/// A known word becomes another one, at one of the places where it stands.
fn swap_word(body: &mut Vec<u8>, random: &mut ChaCha20Rng) {
    let text = String::from_utf8_lossy(body).into_owned();
    let there: Vec<&str> = WORDS.iter().copied().filter(|w| text.contains(w)).collect();
    let (Some(from), Some(to)) = (there.choose(random), WORDS.choose(random)) else { return };
    let places: Vec<usize> = text.match_indices(from).map(|(at, _)| at).collect();
    let Some(at) = places.choose(random) else { return };
    *body = format!("{}{to}{}", &text[..*at], &text[at + from.len()..]).into_bytes();
}

/// A value somewhere in a JSON document becomes another one.
fn swap_value(body: &[u8], random: &mut ChaCha20Rng) -> Option<Vec<u8>> {
    let mut document: Value = serde_json::from_slice(body).ok()?;
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(""),
        json!([]),
        json!({}),
        json!(["x"]),
        json!("compute.images.create"),
        json!("*"),
        json!(["*"]),
        json!({"error": {"code": 403}}),
    ];
    let mut place = &mut document;
    for _ in 0..random.gen_range(0..5) {
        let next = match place {
            Value::Object(map) if !map.is_empty() => {
                let n = random.gen_range(0..map.len());
                map.values_mut().nth(n)
            }
            Value::Array(list) if !list.is_empty() => list.choose_mut(random),
            _ => None,
        };
        match next {
            // What is found lives on in the document; the loop only walks deeper.
            Some(value) => place = value,
            None => return None,
        }
    }
    *place = values.choose(random).cloned()?;
    Some(document.to_string().into_bytes())
}
