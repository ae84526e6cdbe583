//! Steps in the portal, and a message to the administrator.

use onboard_core::speech::Speech;

use super::{CONTRIBUTOR, Needs, Renewal};

/// The title of what renews a sign-in.
pub(super) fn renewal_title(renewal: Renewal) -> &'static str {
    match renewal {
        Renewal::Secret => "azure-fix-secret",
        Renewal::Certificate => "azure-fix-certificate",
    }
}

/// Numbered steps.
pub(super) fn console(needs: &Needs, speech: &Speech) -> String {
    let mut steps: Vec<String> = Vec::new();
    let (role, actions, refused) = (needs.role(), needs.actions.join(", "), needs.refused.join(", "));
    let values = [
        ("scope", needs.scope.as_str()),
        ("subscription", &needs.subscription),
        ("client", &needs.client),
        ("role", &role),
        ("contributor", CONTRIBUTOR),
        ("permissions", &actions),
        ("refused", &refused),
    ];
    let mut step = |id: &str| steps.push(speech.say(id, &values));
    match needs.renews() {
        Some(Renewal::Secret) => step("azure-step-secret"),
        Some(Renewal::Certificate) => step("azure-step-certificate"),
        None => {}
    }
    if needs.asks() {
        step("azure-step-role");
        step("azure-step-assign");
    }
    if !needs.refused.is_empty() {
        step("azure-step-refused");
    }
    if needs.registers() {
        let list = needs.namespaces.join(", ");
        let values = [("subscription", needs.subscription.as_str()), ("namespaces", &list)];
        steps.push(speech.say("azure-step-register", &values));
    }
    steps.iter().enumerate().map(|(n, step)| format!("{}. {step}\n", n + 1)).collect()
}

/// What somebody else is asked to do.
pub(super) fn note(needs: &Needs, speech: &Speech) -> String {
    let mut content = speech.say("azure-note-start", &[("client", &needs.client)]);
    let mut part = |id: &str, items: &[String]| {
        let values = [("scope", needs.scope.as_str()), ("subscription", &needs.subscription)];
        content.push_str(&format!("\n\n{}\n", speech.say(id, &values)));
        content.extend(items.iter().map(|item| format!("- {item}\n")));
        content.truncate(content.trim_end().len());
    };
    match needs.renews() {
        Some(Renewal::Secret) => part("azure-note-secret", &[]),
        Some(Renewal::Certificate) => part("azure-note-certificate", &[]),
        None => {}
    }
    if needs.asks() {
        part("azure-note-actions", &needs.actions);
    }
    if !needs.refused.is_empty() {
        part("azure-note-refused", &needs.refused);
    }
    if needs.registers() {
        let namespaces: Vec<String> = needs.namespaces.iter().map(|n| (*n).to_owned()).collect();
        part("azure-note-register", &namespaces);
    }
    content.push_str(&format!("\n\n{}\n", speech.say("azure-note-end", &[])));
    content
}
