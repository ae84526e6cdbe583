# Sätze des Kerns.

stage-through-proxy = Über den Proxy { $proxy }.

network-dns-not-found = Der Name { $host } wurde nicht gefunden. Netzwerkverbindung und DNS-Server prüfen oder im geschlossenen Netz die Auflösung von { $host } freigeben lassen.
network-dns-failed = Der DNS-Server hat die Frage nach { $host } nicht beantwortet ({ $detail }). Netzwerkverbindung und DNS-Einstellungen prüfen.
network-connection-refused = { $host } hat die Verbindung abgelehnt. Eine Firewall sperrt sie vielleicht, oder dort läuft kein Dienst. Beim Netzwerkteam Port 443 zu { $host } erbitten.
network-connection-reset = Die Verbindung zu { $host } wurde getrennt, vielleicht von einer Firewall oder einem Proxy. Beim Netzwerkteam Port 443 zu { $host } erbitten.
network-network-unreachable = Es gibt keinen Weg zu { $host } ({ $detail }). Netzwerkverbindung oder VPN prüfen.
network-connect-timeout = { $host } hat nicht rechtzeitig eine Verbindung angenommen. Eine Firewall verwirft die Pakete vielleicht. Beim Netzwerkteam Port 443 zu { $host } erbitten.
network-proxy-unreachable = Der Proxy ist nicht erreichbar ({ $detail }). Seine Adresse prüfen.
network-proxy-authentication-required = Der Proxy verlangt Benutzername und Passwort. Den Proxy als http://benutzer:passwort@host:port angeben oder eine Ausnahme für { $host } erbitten.
network-proxy-refused = Der Proxy hat den Weg zu { $host } verweigert ({ $detail }). Das Netzwerkteam bitten, { $host } zu erlauben.
network-proxy-timeout = Der Proxy nahm die Verbindung an, öffnete den Weg zu { $host } aber nicht rechtzeitig. Erneut versuchen; bleibt es so, das Netzwerkteam fragen, ob der Proxy { $host } durchlässt.
network-tls-unknown-issuer = Das Zertifikat von { $host } stammt von einem Aussteller, den dieser Computer nicht kennt. Vielleicht steht ein TLS-prüfender Proxy dazwischen: sein Zertifikat mit --ca-file angeben oder eine Ausnahme für { $host } erbitten.
network-tls-expired = Das Zertifikat von { $host } ist abgelaufen. Die Uhr dieses Computers prüfen; geht sie richtig, muss der Betreiber das Zertifikat erneuern.
network-tls-not-yet-valid = Das Zertifikat von { $host } gilt noch nicht. Die Uhr dieses Computers prüfen.
network-tls-wrong-host = Das gezeigte Zertifikat gilt nicht für { $host }. Unter der Adresse antwortet etwas anderes: ein Proxy oder ein falscher DNS-Eintrag.
network-tls-pin-mismatch = Das Zertifikat von { $host } ist nicht das festgelegte. Den Fingerabdruck mit der Konsole des Servers vergleichen, bevor ein anderes angenommen wird.
network-tls-self-signed = Das Zertifikat von { $host } ist selbst signiert. Den Fingerabdruck mit der Konsole des Servers vergleichen und dann festlegen oder den Aussteller mit --ca-file angeben.
network-tls-failed = Es kam keine verschlüsselte Verbindung zu { $host } zustande ({ $detail }). Eine Firewall oder ein TLS-prüfender Proxy kann der Grund sein.
network-answer-timeout = { $host } hat nicht rechtzeitig geantwortet. Noch einmal versuchen; bleibt es so, hält vielleicht eine Firewall oder ein Proxy die Antwort zurück.
network-answer-cut = Die Antwort von { $host } brach ab ({ $detail }). Noch einmal versuchen.
network-answer-too-large = Die Antwort von { $host } war viel größer, als es die Antworten dieses Dienstes sind, und wurde nicht gelesen. Vielleicht hat etwas anderes geantwortet.
network-answer-not-http = Was unter { $host } antwortet, spricht kein HTTP ({ $detail }). Adresse und Port prüfen.
network-request-refused-by-guard = Die Anfrage wurde nicht gesendet: { $detail }. Das ist ein Fehler des Programms; bitte melden.
network-certificate = Gezeigtes Zertifikat: Inhaber { $subject }, Aussteller { $issuer }, gültig bis { $until }, SHA-256 { $sha256 }.
network-captive-portal = Was unter { $host } antwortet, ist eine Webseite (Status { $status }) und nicht der Dienst: eine Anmeldeseite dieses Netzes oder ein Proxy. Im Browser am Netz anmelden, dann erneut prüfen.
network-answer-from-something-else = Der Fehler von { $host } (Status { $status }) ist nicht vom Dienst selbst: ein Proxy oder Filter hat geantwortet. Das Netzwerkteam bitten, { $host } zu erlauben.

clock-ahead = Die Uhr dieses Computers geht gegenüber der des Dienstes { $count ->
    [one] etwa 1 Minute
   *[other] etwa { $count } Minuten
} vor. Bitte stellen: Signaturen werden bei mehr als 5 Minuten Unterschied abgelehnt.
clock-behind = Die Uhr dieses Computers geht gegenüber der des Dienstes { $count ->
    [one] etwa 1 Minute
   *[other] etwa { $count } Minuten
} nach. Bitte stellen: Signaturen werden bei mehr als 5 Minuten Unterschied abgelehnt.

ending-not-tested = Wurde nicht getestet.
ending-cancelled = Die Prüfung wurde abgebrochen, bevor dies getestet war.
ending-timeout = Die Prüfung erreichte ihre Zeitgrenze, bevor dies getestet war. Erneut prüfen oder mehr Zeit geben.
ending-unusable = Der Zugang ist so nicht brauchbar, deshalb wurde nichts gesendet. Siehe die Befunde.

input-empty = Die Eingabe ist leer.
    .tip = Die Datei wählen, die die Konsole des Anbieters heruntergeladen hat, oder ihren Inhalt einfügen.
input-too-large = Die Eingabe hat { $size }; ein Zugang hat wenige Kilobyte, deshalb wurde sie nicht gelesen.
    .tip = Die Schlüsseldatei selbst wählen, kein Archiv und kein Datenträgerabbild.
input-certificate-only = Das ist ein Zertifikat in binärer Form, ohne seinen privaten Schlüssel.
    .tip = Die PEM- oder PFX-Datei importieren, die auch den privaten Schlüssel enthält. Eine .cer- oder .crt-Datei ist nur der öffentliche Teil.
input-not-text = Die Eingabe ist kein Text und damit keine Schlüsseldatei, die hier gelesen werden kann.
    .tip = Ist es eine P12- oder PFX-Datei, den Schlüssel als JSON oder PEM herunterladen.
input-encoding-utf16 = Die Eingabe war UTF-16 und wurde so gelesen.
input-bom-removed = Eine Byte-Reihenfolge-Marke am Anfang wurde entfernt.
input-crlf = Windows-Zeilenenden wurden als Zeilenenden gelesen.
input-invisible-removed = { $count ->
    [one] Ein unsichtbares Zeichen wurde entfernt.
   *[other] { $count } unsichtbare Zeichen wurden entfernt.
}
    .tip = Geschützte und unsichtbare Leerzeichen kommen mit, wenn Text aus einem Chat oder einer Webseite kopiert wird.
input-smart-quotes = Typografische Anführungszeichen wurden als einfache gelesen.
input-nul-removed = NUL-Zeichen wurden entfernt.
input-not-recognised = In dieser Eingabe wurde kein Zugang erkannt.
    .tip = Angenommen werden { $kinds }.
field-missing = { $label } fehlt.
    .tip = Ausfüllen oder die Datei importieren, in der es steht.
field-trimmed = Leerzeichen oder Anführungszeichen um { $label } wurden entfernt.

# Der Bericht.
report-title = Prüfung der Verbindung
report-demo = DEMO: gegen die Demo-Cloud erstellt, kein echtes Konto
report-headline-ready = Bereit: { $count ->
    [one] die eine benötigte Berechtigung ist erteilt.
   *[other] alle { $count } benötigten Berechtigungen sind erteilt.
}
report-headline-gaps = Bereit mit Lücken: alles Benötigte ist erteilt; etwas Optionales ist verweigert oder eine Voraussetzung nicht erfüllt.
report-headline-denied = Blockiert: { $count ->
    [one] 1 benötigte Berechtigung ist verweigert.
   *[other] { $count } benötigte Berechtigungen sind verweigert.
}
report-headline-finding = Blockiert: zuerst sind die Befunde zu beheben.
report-headline-rejected = Blockiert: der Dienst wurde erreicht und hat den Zugang nicht angenommen.
report-headline-unusable = Blockiert: der Zugang ist so nicht brauchbar, deshalb wurde nichts gesendet.
report-headline-defect = Angehalten: eine Anfrage, die nichts ändern darf, wurde nicht als solche beantwortet; danach wurde nichts mehr gesendet. Bitte melden.
report-headline-unreachable = Unbestimmt: der Dienst war nicht erreichbar. Über den Zugang sagt das nichts.
report-headline-cancelled = Unbestimmt: die Prüfung wurde abgebrochen; { $count ->
    [one] 1 benötigte Berechtigung blieb offen.
   *[other] { $count } benötigte Berechtigungen blieben offen.
}
report-headline-timeout = Unbestimmt: die Zeit war um; { $count ->
    [one] 1 benötigte Berechtigung blieb offen.
   *[other] { $count } benötigte Berechtigungen blieben offen.
}
report-headline-stopped = Unbestimmt: der Dienst wurde erreicht, aber die Prüfung konnte nicht weitergehen. Siehe die Stufen.
report-headline-undetermined = Unbestimmt: nichts Benötigtes ist verweigert, aber { $count ->
    [one] 1 benötigte Berechtigung blieb offen.
   *[other] { $count } benötigte Berechtigungen blieben offen.
}
report-credential = Zugang
report-principal = Identität
report-account = Konto
report-purposes = Für
report-target = Ziel
report-checked = Geprüft
report-checked-how = { $started }, in { $ms } ms, mit { $count ->
    [one] 1 Anfrage
   *[other] { $count } Anfragen
}
report-tool = Programm
report-stages = Der Weg zum Dienst
report-stage-ok = gut
report-stage-failed = fehlgeschlagen
report-stage-skipped = entfällt
report-stage-warning = ansehen
report-stage-name-dns = Name (DNS)
report-stage-name-tcp = Verbindung (TCP)
report-stage-name-proxy = Proxy
report-stage-name-tls = Zertifikat (TLS)
report-stage-name-clock = Uhr
report-stage-name-authentication = Anmeldung
report-stage-name-context = Umgebung
report-findings = Befunde
report-severity-info = Hinweis
report-severity-warning = Warnung
report-severity-error = Fehler
report-permissions = Berechtigungen
report-tally = { $level }: { $granted } erteilt, { $denied } verweigert, { $undetermined } unbestimmt
report-verdict-granted = erteilt
report-verdict-denied = verweigert
report-verdict-undetermined = unbestimmt
report-level-required = benötigt
report-level-optional = optional
report-level-conditional = durch eine Option benötigt
report-disputed = Zwei Prüfwege widersprechen sich; die Antwort des Dienstes zählt, beide sind gezeigt.
report-preconditions = Voraussetzungen
report-precondition-met = erfüllt
report-precondition-unmet = nicht erfüllt
report-excess = Mehr als nötig
report-fixes = Abhilfe
report-fixes-how = Den Bericht mit --json --out bericht.json sichern, dann: onboard remediate bericht.json --format policy
report-column-outcome = Ergebnis
report-column-stage = Stufe
report-column-cause = Ursache
report-column-detail = Einzelheiten
report-column-severity = Schwere
report-column-code = Kennung
report-column-message = Meldung
report-column-tip = Was zu tun ist
report-column-verdict = Urteil
report-column-permission = Berechtigung
report-column-level = Gewicht
report-column-purpose = Wofür
report-column-reason = Grund
report-column-evidence = Beleg
report-summary = Ergebnis
report-asked = Was gefragt wurde
report-asked-note = Jede Anfrage, die gesendet wurde, mit ihrer Absicht. Keine ändert etwas: eine Anfrage, die nicht als harmlos ausgewiesen ist, wird abgelehnt, bevor sie hinausgeht.
report-asked-nothing = Es wurde nichts gesendet.
report-intent-login = meldet an
report-intent-read = liest
report-intent-permission-test = fragt, was erlaubt ist
report-intent-dry-run = verlangt eine Änderung und sagt, dass sie nicht auszuführen ist
report-permissions-note = Erteilt oder verweigert ist eine Berechtigung nur, wo der Dienst selbst es gesagt hat. Alles andere ist unbestimmt, mit dem Grund.
report-excess-note = Auch das darf der Zugang, und der Zweck braucht es nicht.
report-about = Über dieses Dokument
report-about-secrets = In diesem Dokument steht kein Geheimnis: der Bericht, aus dem es entsteht, hat keinen Platz dafür, und Meldungen des Dienstes werden vorher von jedem Geheimnis befreit.
report-about-hash = SHA-256 des Berichts, den dieses Dokument zeigt, so wie das Programm ihn mit --json schreibt. Ein Payload aus dieser Prüfung trägt dieselbe Zahl.
report-column-granted = Erteilt
report-column-denied = Verweigert
report-column-undetermined = Unbestimmt
report-column-intent = Absicht
report-column-request = Anfrage
report-column-host = Rechner und Dienst
report-column-times = Anzahl

# Befunde zu einer Eingabe, die ein Ort im Dateisystem ist.
input-unreadable = Die Eingabe kann nicht gelesen werden: { $detail }.
    .tip = Den Pfad und die Rechte der Datei prüfen.
input-folder = Die Eingabe ist ein Ordner.
    .tip = Die Schlüsseldatei darin nennen oder den Ordner durchsehen mit: onboard inspect { $path }
input-special = Die Eingabe ist keine gewöhnliche Datei (eine Pipe, ein Gerät oder ein Socket) und wurde nicht geöffnet.
    .tip = Eine Datei nennen oder den Inhalt über die Standardeingabe geben und sie als - nennen.
input-link-skipped = Einem symbolischen Link im Ordner wurde nicht gefolgt.
    .tip = Das Ziel selbst nennen, falls es gemeint ist.
input-folder-limit = Der Ordner hat mehr als { $limit } Dateien; die übrigen wurden nicht angesehen.
    .tip = Den Ordner nennen, in dem die Schlüssel liegen.
