# Sätze zu AWS. Ein Problem nennt die Sache, den Grund und den nächsten Schritt.

accepts = ein AWS-Zugriffsschlüssel: die CSV-Datei der Konsole, eine credentials-Datei, exportierte AWS_-Variablen oder das JSON von aws sts
variant-access-key = Zugriffsschlüssel

field-access-key-id = Zugriffsschlüssel-ID
    .hint = Beginnt mit AKIA, bei einem temporären Schlüssel mit ASIA.
field-secret-access-key = Geheimer Zugriffsschlüssel
    .hint = 40 Zeichen, nur beim Erstellen des Schlüssels angezeigt.
field-session-token = Sitzungstoken
    .hint = Nur für temporäre Schlüssel (ASIA…).
field-region = Region
    .hint = Wo Images gebaut werden.
field-copy-regions = Weitere Regionen
    .hint = Wohin fertige Images kopiert werden, durch Kommas getrennt.

purpose-image-management = Image Management
    .detail = Die 33 Berechtigungen, die XOAP für das Bauen von Images veröffentlicht, und eine Standard-VPC.
purpose-scripted-actions = Scripted Actions
    .detail = Es gibt keine veröffentlichte Liste: Was nötig ist, hängt vom Skript ab. Nachgewiesen wird nur die Identität des Schlüssels.

option-encrypted-boot = Eigener KMS-Schlüssel für Startdatenträger
    .detail = Berechtigungen auf einem selbst verwalteten KMS-Schlüssel. Sie lassen sich nur simulieren, und die Richtlinie des Schlüssels hat das letzte Wort.
option-copy-to-regions = In andere Regionen kopieren
    .detail = Fragt die anderen Regionen, ob Images dorthin kopiert werden dürfen.
option-instance-profile = Instanzprofil
    .detail = Berechtigungen, der Bauinstanz eine Rolle zu geben.
option-spot = Spot-Instanzen
    .detail = Berechtigungen, auf Spot-Instanzen zu bauen.
option-session-manager = Session Manager
    .detail = Berechtigungen, die Bauinstanz über Session Manager statt über einen offenen Port zu erreichen.

group-instances = Instanzen
group-images = Images
group-snapshots-volumes = Snapshots und Datenträger
group-network = Netzwerk
group-keys = Schlüssel
group-lookup = Tags und Regionen

guide-user = Benutzer anlegen
    .text = Ein eigener Benutzer für diese Verbindung, ohne Zugang zur Konsole.
guide-policy = Die Richtlinie
    .text = Genau die Berechtigungen, die XOAP für Image Management veröffentlicht.
guide-attach = Dem Benutzer die Richtlinie geben
    .text = In der Konsole: Benutzer, der Benutzer, Berechtigungen hinzufügen, Inline-Richtlinie erstellen, JSON.
guide-key = Zugriffsschlüssel erstellen
    .text = In der Konsole: Benutzer, der Benutzer, Sicherheitsanmeldeinformationen, Zugriffsschlüssel erstellen, „Service eines Drittanbieters“; dann die CSV-Datei herunterladen. Das Geheimnis wird nur einmal angezeigt.
guide-vpc = Standard-VPC prüfen
    .text = Builds, die kein Subnetz nennen, brauchen eine in der Region. Der Befehl listet ihre Subnetze; eine leere Liste heißt, dass es keine gibt.
guide-import = Schlüssel importieren
    .text = Die CSV-Datei hierher ziehen, auswählen oder einfügen, was der Befehl ausgegeben hat.

provenance-default = Vorgabe
provenance-column = { $origin }, Spalte { $column }
provenance-row-column = { $origin }, Zeile { $row }, Spalte { $column }
provenance-line = { $origin }, Zeile { $line }
provenance-profile = { $origin }, Profil { $profile }, Zeile { $line }
provenance-name = { $origin }, { $name }
label-row = Zeile { $row }
label-line = ab Zeile { $line }
label-entry = Eintrag { $number }

aws-fields-swapped = Zugriffsschlüssel-ID und geheimer Zugriffsschlüssel sind vertauscht.
    .tip = Der Wert, der mit AKIA oder ASIA beginnt, gehört zu „Zugriffsschlüssel-ID“, der mit 40 Zeichen zu „Geheimer Zugriffsschlüssel“.
aws-fields-swapped-back = Zugriffsschlüssel-ID und geheimer Zugriffsschlüssel waren in der Eingabe vertauscht und wurden richtig zugeordnet.
    .tip = Hier ist nichts zu tun; die Datei selbst ist unverändert.
aws-key-id-sample = Diese Zugriffsschlüssel-ID ist das Beispiel aus der Dokumentation von AWS und gilt nirgends.
    .tip = In der IAM-Konsole einen eigenen Schlüssel erstellen und dessen CSV-Datei importieren.
aws-key-id-other = Das ist keine Zugriffsschlüssel-ID: Was mit { $prefix } beginnt, bezeichnet { $kind ->
    [user] einen Benutzer
    [role] eine Rolle
    [group] eine Gruppe
    [instance-profile] ein Instanzprofil
    [policy] eine Richtlinie
    [policy-version] eine Version einer Richtlinie
    [public-key] einen öffentlichen Schlüssel
    [certificate] ein Zertifikat
    [bearer-token] ein Bearer-Token
   *[other] etwas anderes
}.
    .tip = Den Wert, der mit AKIA oder ASIA beginnt, aus „Sicherheitsanmeldeinformationen“ des Benutzers nehmen.
aws-key-id-malformed = Die Zugriffsschlüssel-ID hat { $length } Zeichen oder solche, die keine ID hat; die von AWS haben 20 Großbuchstaben und Ziffern.
    .tip = Noch einmal kopieren, ohne Leerzeichen.
aws-key-id-unusual = Die Zugriffsschlüssel-ID sieht nicht wie eine von AWS aus: Die haben AKIA oder ASIA und dann 16 der Buchstaben A bis Z und der Ziffern 2 bis 7. Diese hat { $length } Zeichen.
    .tip = Mit der Konsole vergleichen: 0 und O, 1 und I, 8 und B werden leicht verwechselt.
aws-secret-sample = Dieser geheime Zugriffsschlüssel ist das Beispiel aus der Dokumentation von AWS und gilt nirgends.
    .tip = In der IAM-Konsole einen eigenen Schlüssel erstellen und dessen CSV-Datei importieren.
aws-secret-url-encoded = Der geheime Zugriffsschlüssel war URL-codiert (%2B oder %2F darin). Er wird decodiert verwendet.
    .tip = Nichts zu tun, wenn er aus einer URL oder einem Formular stammt.
aws-secret-hex = Der geheime Zugriffsschlüssel besteht nur aus hexadezimalen Ziffern, was bei AWS sehr unwahrscheinlich ist. Vielleicht ist es ein Hash.
    .tip = Mit der CSV-Datei der Konsole vergleichen.
aws-secret-length = Der geheime Zugriffsschlüssel hat { $length } Zeichen; die von AWS haben 40. Wahrscheinlich wurde er nicht ganz kopiert.
    .tip = Noch einmal aus der CSV-Datei kopieren. Ist er verloren, einen neuen Schlüssel erstellen: AWS zeigt ein Geheimnis nur einmal.
aws-secret-characters = Der geheime Zugriffsschlüssel hat Zeichen, die keiner von AWS hat; die bestehen aus Buchstaben, Ziffern, + und /.
    .tip = Noch einmal aus der CSV-Datei kopieren, ohne Leerzeichen und Zeilenumbrüche.
aws-token-missing = Der Schlüssel ist temporär (ASIA…), und sein Sitzungstoken fehlt.
    .tip = Die ganze Ausgabe des Befehls oder Portals importieren, das ihn ausgegeben hat; oder einen dauerhaften Schlüssel (AKIA…) verwenden, denn eine Verbindung überdauert einen temporären.
aws-token-needless = Ein Sitzungstoken kam mit, aber der Schlüssel ist dauerhaft (AKIA…) und hat keines. Das Token wird weggelassen.
    .tip = Gehört das Token zu einem anderen Schlüssel, diesen mit dem Token importieren.
aws-token-broken = Im Sitzungstoken stehen Leerzeichen oder Zeilenumbrüche.
    .tip = Als eine Zeile kopieren.
aws-token-expired = Der temporäre Schlüssel endete am { $end }.
    .tip = Einen neuen holen oder einen dauerhaften Schlüssel (AKIA…) verwenden.
aws-token-ends-soon = Der temporäre Schlüssel endet am { $end }, also in { $count ->
    [one] 1 Minute
   *[other] { $count } Minuten
}.
    .tip = Eine Verbindung braucht einen Schlüssel, der bleibt: einen dauerhaften (AKIA…) erstellen.
aws-region-malformed = „{ $region }“ ist kein Name einer Region.
    .tip = Namen von Regionen sehen aus wie eu-central-1.
aws-region-unknown = Eine Region { $region } kennt dieses Programm nicht. Sie ist vielleicht neu oder falsch geschrieben.
    .tip = Mit der Liste in der Konsole oben rechts vergleichen.
aws-root-key = Das ist ein Schlüssel des Root-Benutzers. Root-Schlüssel dürfen alles und lassen sich nicht einschränken.
    .tip = Einen IAM-Benutzer mit der Richtlinie der Anleitung anlegen, dessen Schlüssel verwenden und diesen löschen.
aws-root-user = Der Schlüssel gehört dem Root-Benutzer des Kontos: Er darf alles und lässt sich nicht einschränken.
    .tip = Einen IAM-Benutzer mit der Richtlinie der Anleitung anlegen, dessen Schlüssel verwenden und diesen löschen.
aws-account-differs = Die Schlüssel-ID wurde für das Konto { $expected } ausgestellt, und AWS sagt, dass sie zu { $account } gehört.
    .tip = Sicherstellen, dass { $account } das Konto ist, in dem Images gebaut werden sollen.
aws-row-incomplete = Zeile { $row } der Datei hat keinen vollständigen Schlüssel: ID oder Geheimnis fehlt.
    .tip = Die Datei beim Erstellen des Schlüssels herunterladen; AWS zeigt ein Geheimnis später nicht mehr.
aws-value-twice = { $name } ist zweimal mit verschiedenen Werten gesetzt; der letzte gilt. Frühere Stelle: { $line }.
    .tip = Den veralteten entfernen.
aws-profile-role = Das Profil { $profile } übernimmt die Rolle { $role } mit Hilfe von { $source }; einen eigenen Schlüssel hat es nicht.
    .tip = Eine Verbindung braucht einen Schlüssel, der bleibt: den des Quellprofils importieren, wenn der Benutzer selbst die Berechtigungen hat.
aws-profile-loop = Das Profil { $profile } übernimmt die Rolle { $role }, und seine Quellprofile führen im Kreis.
    .tip = source_profile berichtigen oder ein Profil mit eigenem Schlüssel importieren.
aws-profile-sso = Das Profil { $profile } meldet sich über IAM Identity Center an und hat keinen Schlüssel.
    .tip = Dessen Schlüssel gelten nur Stunden. Für die Verbindung einen Benutzer mit dauerhaftem Schlüssel anlegen.
aws-profile-process = Das Profil { $profile } bekommt seinen Schlüssel von einem Programm (credential_process). Es wurde nicht ausgeführt.
    .tip = Selbst ausführen und die Ausgabe importieren oder einen Benutzer mit dauerhaftem Schlüssel anlegen.
aws-profile-web-identity = Das Profil { $profile } bekommt seinen Schlüssel mit einem Token aus einer Datei (web_identity_token_file). Sie wurde nicht gelesen.
    .tip = Für die Verbindung einen Benutzer mit dauerhaftem Schlüssel anlegen.
aws-profile-incomplete = Das Profil { $profile } hat nur einen Teil eines Schlüssels: ID oder Geheimnis fehlt.
    .tip = Das Profil vervollständigen oder die CSV-Datei des Schlüssels importieren.
aws-profile-also-role = Das Profil nennt auch die Rolle { $role }. Die Werkzeuge von AWS würden sie übernehmen; hier wird der eigene Schlüssel des Profils verwendet.
    .tip = Sicherstellen, dass der Benutzer selbst die Berechtigungen hat.
aws-host-ignored = Das Profil setzt { $name }. Dem wird nicht gefolgt: Eine Schlüsseldatei wählt nie einen Server oder ein Zertifikat.
    .tip = Für einen Testserver dessen Adresse mit --endpoints angeben.

sign-in-unknown-key = AWS kennt diese Zugriffsschlüssel-ID nicht ({ $code }). Der Schlüssel wurde gelöscht oder deaktiviert, gehört zu einer anderen Partition (China, GovCloud), oder sein Sitzungstoken passt nicht.
sign-in-wrong-secret = AWS kennt die Zugriffsschlüssel-ID, aber der geheime Zugriffsschlüssel passt nicht dazu ({ $code }). Das Geheimnis noch einmal kopieren; ist es verloren, einen neuen Schlüssel erstellen.
sign-in-expired-token = Der temporäre Schlüssel ist abgelaufen. Einen neuen holen oder einen dauerhaften Schlüssel (AKIA…) verwenden.
sign-in-credentials-not-accepted = AWS hat den Schlüssel nicht angenommen ({ $code }: { $message }).
sign-in-account-not-ready = Das Konto darf den Dienst noch nicht nutzen ({ $code }: { $message }). Die Registrierung in der Konsole abschließen.
sign-in-region-not-enabled = Die Region { $region } kennt den Schlüssel nicht, { $home } aber schon: Die Region ist für dieses Konto nicht aktiviert. In der Konsole unter „Konto“, „AWS-Regionen“ aktivieren oder eine andere Region wählen.
sign-in-region-disabled = Der Anmeldedienst ist in dieser Region abgeschaltet ({ $message }). In der Konsole unter IAM, „Kontoeinstellungen“ einschalten oder eine andere Region wählen.
sign-in-throttled = AWS bittet um weniger Anfragen ({ $status }). Eine Minute warten, dann erneut prüfen. Über den Schlüssel sagt das nichts.
sign-in-service-error = Der Anmeldedienst ist gestört (Status { $status }{ $code ->
    [none] {""}
   *[other] , { $code }
}). Später erneut versuchen. Über den Schlüssel sagt das nichts.
sign-in-signature-lost = Die Signatur der Anfrage kam nicht an ({ $code }). Vielleicht entfernt ein Proxy Kopfzeilen; beim Netzwerkteam eine Ausnahme erbitten.
sign-in-unexpected-answer = Die Antwort auf die Anmeldung war nicht verständlich (Status { $status }{ $code ->
    [none] {""}
   *[other] , { $code }
}), deshalb lässt sich über den Schlüssel nichts sagen. Adresse des Dienstes prüfen und ob ein Proxy dazwischensteht.
sign-in-truncated-answer = Die Antwort auf die Anmeldung brach ab (Status { $status }), deshalb lässt sich über den Schlüssel nichts sagen. Noch einmal versuchen.
stage-identity-refused = Der Schlüssel wurde angenommen, aber AWS sagte nicht, wem er gehört ({ $message }).
clock-refused = AWS hat die Anfrage wegen ihrer Zeit abgelehnt ({ $message }). Die Uhr dieses Computers stellen, dann erneut prüfen.
ending-request-not-made = Die Anfrage konnte nicht gebildet werden. Das ist ein Fehler des Programms; bitte melden.

context-region-not-enabled = EC2 in { $region } nimmt den Schlüssel nicht an, obwohl die Anmeldung gelang ({ $code }): Die Region ist für dieses Konto nicht aktiviert, oder das Sitzungstoken gilt dort nicht. Die Region in der Konsole unter „Konto“, „AWS-Regionen“ aktivieren oder eine andere wählen.
context-account-not-ready = Das Konto darf EC2 in { $region } noch nicht nutzen ({ $code }: { $message }). Die Registrierung in der Konsole abschließen.
context-not-opted-in = Die Region { $region } ist für dieses Konto nicht aktiviert. In der Konsole unter „Konto“, „AWS-Regionen“ aktivieren oder eine andere wählen.
context-enabled = Die Region { $region } ist aktiviert.
context-answers = EC2 in { $region } antwortet und nimmt den Schlüssel an; ob die Region aktiviert ist, darf nicht gelesen werden.
context-not-read = Ob die Region { $region } aktiviert ist, war nicht zu lesen.
context-unlisted = Die Region { $region } ist nicht unter denen, die EC2 nennt. Den Namen prüfen; ein Build lehnt eine nicht genannte Region ab.

vpc-met = Standard-VPC { $vpc } in { $region } mit { $count ->
    [one] einem Standard-Subnetz
   *[other] { $count } Standard-Subnetzen
}.
vpc-unmet = In { $region } gibt es keine Standard-VPC, oder sie hat keine Standard-Subnetze. Ein Build, der kein Subnetz nennt, kann nicht starten.
    .tip = Mit „aws ec2 create-default-vpc --region { $region }“ eine anlegen oder subnet_id in der Image-Definition setzen.
vpc-unknown = Ob es in { $region } eine Standard-VPC gibt, war nicht zu lesen.

excess-root = Root-Schlüssel haben jede Berechtigung des Kontos. Für die Verbindung einen eigenen Benutzer verwenden.
excess-simulated = Die Richtlinien erlauben es, und kein Image-Build braucht es. Entziehen, damit ein verlorener Schlüssel weniger schadet.

denied-plainly = AWS hat es abgelehnt und nicht gesagt, welche Richtlinie entscheidet. Meist erlaubt es keine.
denied-explicitly = Eine Richtlinie verbietet es ausdrücklich. Eine Berechtigung hinzuzufügen hilft nicht; das Verbot muss weg.
denied-explicitly-in = { $policy ->
    [identity] Eine Richtlinie des Benutzers, einer Gruppe oder der Rolle verbietet es ausdrücklich. Eine Berechtigung hinzuzufügen hilft nicht; das Verbot muss weg.
    [scp] Eine Service-Control-Richtlinie der Organisation verbietet es. Keine Berechtigung in diesem Konto hilft; die Administratoren der Organisation müssen sie ändern.
    [rcp] Eine Resource-Control-Richtlinie der Organisation verbietet es. Die Administratoren der Organisation müssen sie ändern.
    [boundary] Die Berechtigungsgrenze verbietet es. Wer sie gesetzt hat, muss sie ändern.
    [session] Die Richtlinie der Sitzung verbietet es. Eine Sitzung ohne diese Grenze holen.
    [resource] Die Richtlinie der Ressource verbietet es. Der Eigentümer der Ressource muss sie ändern.
    [endpoint] Die Richtlinie des VPC-Endpunkts verbietet es. Das Netzwerkteam muss sie ändern, oder die Anfrage muss einen anderen Weg nehmen.
   *[other] Eine Richtlinie verbietet es ausdrücklich. Eine Berechtigung hinzuzufügen hilft nicht; das Verbot muss weg.
}
denied-implicitly = { $policy ->
    [identity] Keine Richtlinie des Benutzers, einer Gruppe oder der Rolle erlaubt es.
    [scp] Keine Service-Control-Richtlinie der Organisation erlaubt es. Die Administratoren der Organisation müssen es erlauben.
    [rcp] Keine Resource-Control-Richtlinie der Organisation erlaubt es. Die Administratoren der Organisation müssen es erlauben.
    [boundary] Die Berechtigungsgrenze erlaubt es nicht. Wer sie gesetzt hat, muss sie weiter fassen.
    [session] Die Richtlinie der Sitzung erlaubt es nicht. Eine Sitzung holen, die es erlaubt.
    [resource] Die Richtlinie der Ressource erlaubt es nicht. Der Eigentümer der Ressource muss es erlauben.
    [endpoint] Die Richtlinie des VPC-Endpunkts erlaubt es nicht. Das Netzwerkteam muss es erlauben.
   *[other] Keine Richtlinie erlaubt es.
}

failed-throttled = AWS bat um weniger Anfragen, auch nach Pausen. Eine Minute warten, dann dies erneut prüfen.
failed-service-error = Der Dienst ist gestört (Status { $status }). Dies später erneut prüfen.
failed-needs-real-resource = EC2 suchte die Ressource, bevor es etwas über die Berechtigung sagte ({ $code }). Ohne echte Ressource ist sie nicht zu prüfen; dass sie fehlt, heißt das nicht.
failed-clock-skew = AWS hat die Anfrage wegen ihrer Zeit abgelehnt. Die Uhr dieses Computers stellen, dann erneut prüfen.
failed-expired-token = Der temporäre Schlüssel lief während der Prüfung ab. Einen neuen holen.
failed-credentials-not-accepted = EC2 hat den Schlüssel für diese Anfrage nicht angenommen ({ $code }). Das sagt es auch, wenn eine Ressource jemand anderem gehört; für die Berechtigung folgt nichts.
failed-account-not-ready = Das Konto darf dies noch nicht nutzen ({ $code }).
failed-region-not-enabled = Die Region ist für dieses Konto nicht aktiviert.
failed-signature-lost = Die Signatur der Anfrage kam nicht an ({ $code }). Vielleicht entfernt ein Proxy Kopfzeilen.
failed-unexpected-answer = Die Antwort war nicht verständlich (Status { $status }{ $code ->
    [none] {""}
   *[other] , { $code }
}); für die Berechtigung folgt nichts.
failed-truncated-answer = Die Antwort brach ab (Status { $status }). Dies erneut prüfen.
failed-captive-portal = Statt EC2 antwortete eine Webseite (Status { $status }): eine Anmeldeseite dieses Netzes oder ein Proxy.
failed-answer-from-something-else = Etwas anderes als EC2 hat geantwortet (Status { $status }): ein Proxy oder Filter.
failed-proxy-authentication-required = Der Proxy verlangt Benutzername und Passwort.
failed-other-permission-missing = EC2 lehnte die Anfrage ab, weil { $permission } fehlt; über diese Berechtigung wurde nichts gesagt. Erst { $permission } erteilen, dann erneut prüfen.
failed-dry-run-ignored = Was unter { $host } antwortet, hat { $action } ausgeführt, obwohl nur ein Probelauf verlangt war. Die Prüfung hielt sofort an. Dort nachsehen, was entstanden sein kann, und einen anderen Endpunkt verwenden.
failed-simulation-unavailable = Der Simulator war nicht zu fragen.
failed-missing-context = Die Richtlinien entscheiden nach etwas, das dem Simulator nicht gesagt wurde ({ $keys }); seine Antwort zählt nicht.
failed-needs-real-name = Die Richtlinien erlauben es nicht für alles. Vielleicht erlauben sie es für eine Rolle oder einen Schlüssel; ohne deren Namen ist das nicht zu sehen.
failed-simulation-decision = Die Antwort des Simulators war nicht verständlich.
failed-no-target-region = Es ist keine weitere Region genannt. Mit copy_regions angeben, etwa --set copy_regions=eu-west-1,us-east-1.

simulation-root = Für den Root-Benutzer antwortet der Simulator nicht.
simulation-federated = Für föderierte Sitzungen antwortet der Simulator nicht.
simulation-nobody = Der Simulator war nicht zu fragen, weil AWS nicht sagte, wem der Schlüssel gehört.
simulation-unreached = Der Simulator war nicht zu erreichen. { $detail }
simulation-refused = Das lässt sich nur simulieren, und der Schlüssel darf nicht simulieren ({ $detail } wurde abgelehnt). Dass es fehlt, heißt das nicht.
simulation-error = Das lässt sich nur simulieren, und der Simulator ist gestört ({ $detail }).
simulation-unreadable = Das lässt sich nur simulieren, und die Antwort des Simulators war nicht verständlich.
simulated-role = Für die Rolle simuliert; eine Richtlinie dieser Sitzung kann noch nein sagen.
simulated-any-resource = Simuliert; die Richtlinie der Rolle oder des Schlüssels selbst kann noch nein sagen.

note-imdsv2 = Erteilt für Instanzen, die nur IMDSv2 benutzen: Die Organisation verlangt das. In der Image-Definition metadata_options (http_tokens = "required") setzen.
note-without-tags = Erteilt für einen Start ohne Tags; mit Tags ist auch ec2:CreateTags nötig.

fix-policy = { $count ->
    [one] Richtlinie mit der fehlenden Berechtigung
   *[other] Richtlinie mit den { $count } fehlenden Berechtigungen
}
fix-cli = Mit der AWS CLI hinzufügen (bash)
fix-powershell = Mit der AWS CLI hinzufügen (PowerShell)
fix-terraform = Mit Terraform hinzufügen
fix-console = In der Konsole hinzufügen
fix-note = Nachricht an den Administrator
fix-vpc = Standard-VPC anlegen
fix-run-as-administrator = Als Administrator des Kontos { $account } ausführen, nicht mit dem geprüften Schlüssel.
fix-vpc-alternative = Als Administrator ausführen. Stattdessen kann subnet_id in der Image-Definition gesetzt werden.
fix-console-user = 1. In der IAM-Konsole „Benutzer“ und den Benutzer { $holder } öffnen.
    2. „Berechtigungen“, „Berechtigungen hinzufügen“, „Inline-Richtlinie erstellen“, „JSON“.
    3. Den Text durch die hier gezeigte Richtlinie ersetzen, dann „Weiter“.
    4. Sie { $policy } nennen und „Richtlinie erstellen“ wählen.
    5. Eine Minute warten, dann erneut prüfen.
fix-console-role = 1. In der IAM-Konsole „Rollen“ und die Rolle { $holder } öffnen.
    2. „Berechtigungen“, „Berechtigungen hinzufügen“, „Inline-Richtlinie erstellen“, „JSON“.
    3. Den Text durch die hier gezeigte Richtlinie ersetzen, dann „Weiter“.
    4. Sie { $policy } nennen und „Richtlinie erstellen“ wählen.
    5. Eine Minute warten, dann erneut prüfen.
fix-console-permission-set = 1. In IAM Identity Center „Berechtigungssätze“ und den Satz { $holder } öffnen. Seine Rolle lässt sich in IAM selbst nicht ändern.
    2. „Inline-Richtlinie“, „Bearbeiten“ und die hier gezeigte Richtlinie einfügen.
    3. Speichern und den Satz neu bereitstellen lassen.
    4. Neu anmelden, dann erneut prüfen.
fix-console-other = 1. Einen IAM-Benutzer für die Verbindung anlegen, wie die Anleitung zeigt.
    2. Ihm die hier gezeigte Richtlinie geben.
    3. Den Schlüssel des neuen Benutzers importieren und erneut prüfen.

note-opening = Guten Tag,

    ich richte eine Verbindung von XOAP zu AWS ein. Eine Prüfung des Zugriffsschlüssels in { $region } ergab, dass Berechtigungen oder Einstellungen fehlen.
    Identität: { $principal }
note-missing = Bitte diese Aktionen erlauben:
note-optional = {" "}(nicht zwingend)
note-policy = Diese Richtlinie erlaubt genau sie:
note-narrow = Die Anweisungen für Rollen, Instanzprofile und Schlüssel nennen alle dieses Kontos. Bitte auf die einschränken, die die Builds benutzen.
note-blocked = { $policy ->
    [scp] Diese Aktionen verbietet eine Service-Control-Richtlinie der Organisation. Eine IAM-Richtlinie in diesem Konto hilft nicht; bitte an die Administratoren von AWS Organizations weiterleiten, damit die Richtlinie diese Identität oder diese Aktionen ausnimmt:
    [rcp] Diese Aktionen verbietet eine Resource-Control-Richtlinie der Organisation. Eine IAM-Richtlinie hilft nicht; bitte an die Administratoren von AWS Organizations weiterleiten:
    [boundary] Diese Aktionen liegen außerhalb der Berechtigungsgrenze der Identität. Eine IAM-Richtlinie hilft nicht; wer die Grenze gesetzt hat, muss sie weiter fassen:
    [session] Diese Aktionen liegen außerhalb der Richtlinie der Sitzung. Eine IAM-Richtlinie hilft nicht; die Sitzung muss ohne diese Grenze entstehen:
    [endpoint] Diese Aktionen verbietet die Richtlinie eines VPC-Endpunkts. Eine IAM-Richtlinie hilft nicht; das Netzwerkteam muss sie ändern:
    [resource] Diese Aktionen verbietet die Richtlinie einer Ressource. Ihr Eigentümer muss sie ändern:
   *[other] Diese Aktionen verbietet eine Richtlinie des Benutzers, seiner Gruppen oder der Rolle ausdrücklich. Sie zu erlauben hilft nicht; bitte das Verbot entfernen:
}
note-vpc = In { $region } gibt es keine Standard-VPC. Bitte eine anlegen (aws ec2 create-default-vpc --region { $region }) oder mir das Subnetz nennen, das Builds benutzen sollen.
note-undetermined = { $count ->
    [one] Eine weitere Aktion war nicht zu prüfen; sie kann erlaubt sein oder nicht.
   *[other] { $count } weitere Aktionen waren nicht zu prüfen; sie können erlaubt sein oder nicht.
} Die Prüfung kommt weiter, wenn die Identität auch iam:SimulatePrincipalPolicy auf sich selbst aufrufen darf.
note-closing = Vielen Dank. Ich prüfe erneut, sobald es erledigt ist.
