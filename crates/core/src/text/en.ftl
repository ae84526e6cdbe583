# Sentences of the core. A problem names the thing, the reason and the next step.

stage-through-proxy = Through the proxy { $proxy }.

network-dns-not-found = The name { $host } was not found. Check the network connection, the DNS server or, in a closed network, ask for { $host } to be resolvable.
network-dns-failed = The DNS server did not answer the question for { $host } ({ $detail }). Check the network connection and the DNS settings.
network-connection-refused = { $host } refused the connection. A firewall may block it, or nothing listens there. Ask the network team for port 443 to { $host }.
network-connection-reset = The connection to { $host } was cut. A firewall or a proxy may have closed it. Ask the network team for port 443 to { $host }.
network-network-unreachable = There is no route to { $host } ({ $detail }). Check the network connection or the VPN.
network-connect-timeout = { $host } did not accept a connection in time. A firewall may drop the packets silently. Ask the network team for port 443 to { $host }.
network-proxy-unreachable = The proxy could not be reached ({ $detail }). Check its address.
network-proxy-authentication-required = The proxy wants a user name and a password. Give the proxy as http://user:password@host:port, or ask for an exception for { $host }.
network-proxy-refused = The proxy refused the way to { $host } ({ $detail }). Ask the network team to allow { $host }.
network-proxy-timeout = The proxy took the connection but did not open the way to { $host } in time. Try again; if it stays so, ask the network team whether the proxy lets { $host } through.
network-tls-unknown-issuer = The certificate of { $host } comes from an issuer that this computer does not know. A TLS-inspecting proxy may stand in between: give its certificate with --ca-file, or ask for an exception for { $host }.
network-tls-expired = The certificate of { $host } has expired. Check the clock of this computer; if it is right, the server's owner must renew the certificate.
network-tls-not-yet-valid = The certificate of { $host } is not valid yet. Check the clock of this computer.
network-tls-wrong-host = The certificate that was shown is not for { $host }. Something else answers at its address: a proxy, or a wrong DNS entry.
network-tls-pin-mismatch = The certificate of { $host } is not the pinned one. Compare the fingerprint with the server's console before you accept another.
network-tls-self-signed = The certificate of { $host } is self-signed. Compare the fingerprint with the server's console, then pin it, or give its issuer with --ca-file.
network-tls-failed = No encrypted connection to { $host } came about ({ $detail }). A firewall or a TLS-inspecting proxy may be the reason.
network-answer-timeout = { $host } did not answer in time. Try again; if it stays so, a firewall or proxy may hold the answer back.
network-answer-cut = The answer of { $host } broke off ({ $detail }). Try again.
network-answer-too-large = The answer of { $host } was far larger than that service's answers are, so it was not read. Something else may have answered.
network-answer-not-http = What answered at { $host } does not speak HTTP ({ $detail }). Check the address and the port.
network-request-refused-by-guard = The request was not sent: { $detail }. This is a defect of the program; please report it.
network-certificate = Certificate shown: subject { $subject }, issued by { $issuer }, valid until { $until }, SHA-256 { $sha256 }.
network-captive-portal = What answered at { $host } is a web page (status { $status }) and not the service: a sign-in page of this network, or a proxy. Open a browser, sign in to the network, then check again.
network-answer-from-something-else = The error that came from { $host } (status { $status }) is not the service's own: a proxy or a filter answered. Ask the network team to allow { $host }.

clock-ahead = The clock of this computer is { $count ->
    [one] about 1 minute
   *[other] about { $count } minutes
} ahead of the service's. Set it right: signatures are refused when clocks differ by more than 5 minutes.
clock-behind = The clock of this computer is { $count ->
    [one] about 1 minute
   *[other] about { $count } minutes
} behind the service's. Set it right: signatures are refused when clocks differ by more than 5 minutes.

ending-not-tested = It was not tested.
ending-cancelled = The check was cancelled before this was tested.
ending-timeout = The check reached its time limit before this was tested. Check again, or give it more time.
ending-unusable = The credential cannot be used as it is, so nothing was sent. See the findings.

# Offline findings about the input itself, before any provider reads it.
input-empty = The input is empty.
    .tip = Choose the file that the provider's console downloaded, or paste its content.
input-too-large = The input has { $size }; a credential has a few kilobytes, so it was not read.
    .tip = Choose the key file itself, not an archive or a disk image.
input-certificate-only = This is a certificate in binary form, without its private key.
    .tip = Import the PEM or PFX file that holds the private key as well. A .cer or .crt file is only the public part.
input-not-text = The input is not text, so it is no key file that can be read here.
    .tip = If it is a P12 or PFX file, download the key in JSON or PEM form.
input-encoding-utf16 = The input was UTF-16 and was read as such.
input-bom-removed = A byte-order mark at the start was removed.
input-crlf = Line ends of Windows were read as line ends.
input-invisible-removed = { $count ->
    [one] One invisible character was removed.
   *[other] { $count } invisible characters were removed.
}
    .tip = Characters such as no-break and zero-width spaces come along when text is copied from a chat or a web page.
input-smart-quotes = Typographic quotation marks were read as plain ones.
input-nul-removed = NUL characters were removed.
input-not-recognised = No credential was recognised in this input.
    .tip = Accepted are { $kinds }.
field-missing = { $label } is missing.
    .tip = Fill it in, or import the file that holds it.
field-trimmed = Spaces or quotation marks around { $label } were removed.

# The report.
report-title = Connection check
report-demo = DEMO: made against the demo cloud, not a real account
report-headline-ready = Ready: { $count ->
    [one] the one permission that is needed is granted.
   *[other] all { $count } permissions that are needed are granted.
}
report-headline-gaps = Ready with gaps: everything that is needed is granted; something optional is denied or a precondition is unmet.
report-headline-denied = Blocked: { $count ->
    [one] 1 permission that is needed is denied.
   *[other] { $count } permissions that are needed are denied.
}
report-headline-finding = Blocked: the findings must be dealt with first.
report-headline-rejected = Blocked: the service was reached and did not accept the credential.
report-headline-unusable = Blocked: the credential cannot be used as it is, so nothing was sent.
report-headline-defect = Stopped: a request that must change nothing was not answered as one, so nothing more was sent. Please report this.
report-headline-unreachable = Undetermined: the service could not be reached. This says nothing about the credential.
report-headline-cancelled = Undetermined: the check was cancelled; { $count ->
    [one] 1 needed permission was not found out.
   *[other] { $count } needed permissions were not found out.
}
report-headline-timeout = Undetermined: the time was over; { $count ->
    [one] 1 needed permission was not found out.
   *[other] { $count } needed permissions were not found out.
}
report-headline-stopped = Undetermined: the service was reached, but the check could not go on. See the stages.
report-headline-undetermined = Undetermined: nothing needed is denied, but { $count ->
    [one] 1 needed permission could not be found out.
   *[other] { $count } needed permissions could not be found out.
}
report-credential = Credential
report-principal = Principal
report-account = account
report-purposes = For
report-target = Target
report-checked = Checked
report-checked-how = { $started }, in { $ms } ms, with { $count ->
    [one] 1 request
   *[other] { $count } requests
}
report-tool = Tool
report-stages = The way to the service
report-stage-ok = ok
report-stage-failed = failed
report-stage-skipped = not used
report-stage-warning = look
report-stage-name-dns = name (DNS)
report-stage-name-tcp = connection (TCP)
report-stage-name-proxy = proxy
report-stage-name-tls = certificate (TLS)
report-stage-name-clock = clock
report-stage-name-authentication = authentication
report-stage-name-context = context
report-findings = Findings
report-severity-info = note
report-severity-warning = warning
report-severity-error = error
report-permissions = Permissions
report-tally = { $level }: { $granted } granted, { $denied } denied, { $undetermined } undetermined
report-verdict-granted = granted
report-verdict-denied = denied
report-verdict-undetermined = undetermined
report-level-required = required
report-level-optional = optional
report-level-conditional = needed by an option
report-disputed = Two ways of testing disagree; the live answer counts, both are shown.
report-preconditions = Preconditions
report-precondition-met = met
report-precondition-unmet = unmet
report-excess = Held beyond need
report-fixes = Fixes
report-fixes-how = Save the report with --json --out report.json, then: onboard remediate report.json --format policy
report-column-outcome = Outcome
report-column-stage = Stage
report-column-cause = Cause
report-column-detail = Detail
report-column-severity = Severity
report-column-code = Code
report-column-message = Message
report-column-tip = What to do
report-column-verdict = Verdict
report-column-permission = Permission
report-column-level = Level
report-column-purpose = Needed for
report-column-reason = Reason
report-column-evidence = Evidence
report-summary = Result
report-asked = What was asked
report-asked-note = Each request that was sent, and its intent. None of them changes anything: a request that is not declared as harmless is refused before it leaves.
report-asked-nothing = Nothing was sent.
report-intent-login = signs in
report-intent-read = reads
report-intent-permission-test = asks what is permitted
report-intent-dry-run = asks for a change and says not to make it
report-permissions-note = A permission is granted or denied only where the service itself said so. Everything else is undetermined, with the reason.
report-excess-note = The credential may do this as well, and the purpose does not need it.
report-about = About this document
report-about-secrets = No secret is in this document: the report it is made from has no place for one, and messages of the service are cleaned of every secret before they get into it.
report-about-hash = SHA-256 of the report that this document shows, as the program writes it with --json. A payload made from this check carries the same number.
report-column-granted = Granted
report-column-denied = Denied
report-column-undetermined = Undetermined
report-column-intent = Intent
report-column-request = Request
report-column-host = Host and service
report-column-times = Times

# Findings about an input that is a place in the file system.
input-unreadable = The input cannot be read: { $detail }.
    .tip = Check the path and the rights of the file.
input-folder = The input is a folder.
    .tip = Name the key file in it, or look through the folder with: onboard inspect { $path }
input-special = The input is no ordinary file (a pipe, a device or a socket), so it was not opened.
    .tip = Name a file, or give the content on standard input and name it as -.
input-link-skipped = A symbolic link in the folder was not followed.
    .tip = Name its target itself, if it is meant.
input-folder-limit = The folder holds more than { $limit } files; the rest was not looked at.
    .tip = Name the folder that holds the keys.
