//! Words and causes that put a failure down to the key.
//!
//! In: a cause and a sentence. Out: what in them blames the key. That the search finds blame where there is some is
//! shown with keys that really are at fault.

use std::sync::LazyLock;

use regex::Regex;

/// Causes with which a service says that the key is at fault, by whatever provider.
const CAUSES: &[&str] = &[
    "unknown-key",
    "wrong-secret",
    "expired-token",
    "credentials-not-accepted",
    "token-not-accepted",
    "signature-refused",
    "account-not-found",
    "account-disabled",
    "grant-refused",
    "client-gone",
    "delegation-needed",
    "permission-missing",
];

/// The same by their form: the provider's name, and what is wrong with the key.
const CAUSE_WORDS: &str = r"(?x)
    wrong-secret | secret-(expired|malformed|id) | app-(not-found|disabled) | tenant-(not-found|mismatch)
    | certificate-(not-registered|invalid|expired) | public-client | wrong-cloud | subscription-(not-found|disabled)
    | no-role | conditional-access | unusable | rejected";

const WORDS: &str = r"(?ix)
    # English
      \bwrong\s(key|secret|credential|password)
    | \b(key|secret|credential|password|account)s?(\sID)?\s(is|are|was|were|has\sbeen)\s(wrong|invalid|expired|deleted|disabled|unknown|incorrect|deactivated)
    | \bdid\snot\saccept\sthe\s(key|credential|secret|signature|access\stoken)
    | \bdoes\snot\s(fit|know\s(this|the)\s(access\s)?key)
    | \b(copy\sthe\ssecret|create\sa\snew\s(key|secret)|new\sclient\ssecret)
    | \bdid\snot\saccept\sthe\s(client\s)?(secret|certificate)
    | \b(key|secret|credential|password)\s(has\s)?(expired|ended)
    | \btemporary\skey\s(has\s)?ended
    | \bno\s(longer\s)?valid\s(key|secret|credential)
    # German
    | \b(Schlüssel|Secret|Geheimnis|Zugang|Passwort|Konto)\s(ist|sind|wurde|war)\s(falsch|ungültig|abgelaufen|gelöscht|deaktiviert|unbekannt)
    | \bfalsche[rns]?\s(Schlüssel|Secret|Zugang|Passwort)
    | \bpasst\snicht
    | \bkennt\s(diesen|den)\s(Zugriffs)?schlüssel
    | \b(Schlüssel|Zugang|Secret|Signatur|Token)\s(wurde\s)?nicht\s(akzeptiert|angenommen|anerkannt)
    | (Secret|Geheimnis|Schlüssel)\s(ist\s)?(abgelaufen|nicht\s(akzeptiert|angenommen))
    | \b(das|den)\s(Client-?)?(Secret|Geheimnis|geheimnis|Schlüssel|Zertifikat)\snicht\s(akzeptiert|angenommen|anerkannt)
    | \bneue[ns]?\s(Schlüssel|Secret)\s(erstellen|anlegen|erzeugen)
    ";

static SENTENCE: LazyLock<Regex> = LazyLock::new(|| Regex::new(WORDS).unwrap());
static CAUSE: LazyLock<Regex> = LazyLock::new(|| Regex::new(CAUSE_WORDS).unwrap());

/// What blames the key.
pub fn blames(cause: Option<&str>, sentence: &str) -> Vec<String> {
    let by_cause = cause.filter(|cause| CAUSES.contains(cause) || CAUSE.is_match(cause));
    let by_cause = by_cause.map(|cause| format!("the cause {cause} blames the key"));
    let by_words = SENTENCE.find(sentence).map(|words| format!("{:?} blames the key", words.as_str()));
    by_cause.into_iter().chain(by_words).collect()
}
