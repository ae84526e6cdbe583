//! Roles that nobody has: random patterns, against a matcher that compares letter by letter.

use onboard_core::verdict::Verdict;
use rand::Rng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use serde_json::{Value, json};

use crate::ODD;
use crate::asked::Asking;

/// How many roles.
const ROLES: u64 = 400;

/// What a pattern is made of beside the operations' own words; most of it means something in other pattern languages.
const PIECES: &[&str] = &[
    "*", "**", "/*/", "/*", "*/", ".", "?", "[a-z]", "\\", "(", ")", "+", "^", "$", "|", " ", "\n", "/", "%2F", "é",
    "İ",
];

/// True when the pattern matches the whole text: `*` stands for any characters, nothing else means anything, and
/// letters' case does not count. A table over all beginnings of both.
fn naive(pattern: &str, text: &str) -> bool {
    let lower = |s: &str| s.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let (pattern, text) = (lower(pattern), lower(text));
    let mut table = vec![vec![false; text.len() + 1]; pattern.len() + 1];
    table[0][0] = true;
    for (p, letter) in pattern.iter().enumerate() {
        for t in 0..=text.len() {
            table[p + 1][t] = match letter {
                '*' => table[p][t] || (t > 0 && table[p + 1][t - 1]),
                letter => t > 0 && table[p][t - 1] && text[t - 1] == *letter,
            };
        }
    }
    table[pattern.len()][text.len()]
}

fn allowed(role: &[(Vec<String>, Vec<String>)], operation: &str) -> bool {
    let matches = |patterns: &[String]| patterns.iter().any(|p| naive(p, operation));
    role.iter().any(|(actions, not)| matches(actions) && !matches(not))
}

fn pattern(random: &mut ChaCha20Rng, operations: &[String]) -> String {
    let mut letters: Vec<char> = operations.choose(random).unwrap().chars().collect();
    for _ in 0..*[0, 1, 1, 1, 2, 3].choose(random).unwrap() {
        let start = random.gen_range(0..=letters.len());
        // Whole segments more often than not, as in real roles.
        let segment = letters.iter().skip(start).position(|c| *c == '/').map_or(letters.len(), |n| start + n);
        let end = if random.gen_bool(0.6) { segment } else { random.gen_range(start..=letters.len()) };
        let piece = if random.gen_bool(0.7) { "*" } else { PIECES.choose(random).unwrap() };
        letters.splice(start..end, piece.chars());
    }
    let text: String = letters.into_iter().collect();
    match random.gen_range(0..6) {
        0 => text.to_uppercase(),
        1 => text.to_lowercase(),
        2 => format!("{text}{}", PIECES.choose(random).unwrap()),
        _ => text,
    }
}

fn role(random: &mut ChaCha20Rng, operations: &[String]) -> Vec<(Vec<String>, Vec<String>)> {
    let mut patterns = |most: usize| -> Vec<String> {
        let count = random.gen_range(0..=most);
        (0..count).map(|_| pattern(random, operations)).collect()
    };
    let mut elements: Vec<_> = (0..3).map(|_| (patterns(9), patterns(3))).collect();
    elements.truncate(random.gen_range(1..=3));
    elements
}

fn body(role: &[(Vec<String>, Vec<String>)]) -> Value {
    let element = |(actions, not): &(Vec<String>, Vec<String>)| json!({"actions": actions, "notActions": not, "dataActions": [], "notDataActions": []});
    role.iter().map(element).collect()
}

#[test]
fn a_check_says_of_made_up_roles_what_the_plainest_matcher_says() {
    let asking = Asking::new();
    let operations = asking.operations();
    let (mut granted, mut denied, mut wrong) = (0_u32, 0_u32, Vec::new());
    for seed in 0..ROLES {
        let mut random = ChaCha20Rng::seed_from_u64(seed);
        let role = role(&mut random, &operations);
        for (operation, verdict) in asking.verdicts(&body(&role), &|operation| allowed(&role, operation)) {
            let wanted = if allowed(&role, &operation) { Verdict::Granted } else { Verdict::Denied };
            let odd = operation == ODD && wanted == Verdict::Denied && verdict == Verdict::Undetermined;
            if verdict != wanted && !odd {
                wrong.push(format!("{seed}: {operation} is {verdict:?}, not {wanted:?}, by {role:?}"));
            }
            *if wanted == Verdict::Granted { &mut granted } else { &mut denied } += 1;
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), granted + denied, wrong[..wrong.len().min(5)].join("\n"));
    assert!(granted > 2000 && denied > 2000, "{granted} grants, {denied} denials: too little of one");
    eprintln!("{ROLES} roles, {granted} grants, {denied} denials");
}

#[test]
fn the_plainest_matcher() {
    for (pattern, text, is) in [
        ("*", "Microsoft.Compute/disks/read", true),
        ("*/read", "Microsoft.Compute/disks/read", true),
        ("*/READ", "Microsoft.Compute/disks/read", true),
        ("Microsoft.Compute/*/read", "Microsoft.Compute/a/b/read", true),
        ("Microsoft.Compute/*/read", "Microsoft.Compute/read", false),
        ("Microsoft.Compute/*", "MicrosoftXCompute/disks", false),
        ("Microsoft.Compute/disks", "Microsoft.Compute/disks/read", false),
        ("disks/read", "Microsoft.Compute/disks/read", false),
        ("Microsoft.Compute/disks/read*", "Microsoft.Compute/disks/read", true),
        ("", "x", false),
        ("a/*/assign/action", "a/assign/action", false),
    ] {
        assert_eq!(naive(pattern, text), is, "{pattern} and {text}");
    }
}
