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
network-answer-from-something-else = The error that came from { $host } (status { $status }) is a web page and not the service's own: a proxy or a filter answered. Ask the network team to allow { $host }.

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
