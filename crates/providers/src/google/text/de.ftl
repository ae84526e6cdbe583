# Sätze über Google Cloud. Ein Problem nennt die Sache, den Grund und den nächsten Schritt.

google-accepts = eine Schlüsseldatei eines Google-Cloud-Dienstkontos (JSON)
google-variant = Dienstkontoschlüssel (JSON-Datei)
google-provenance = { $origin }, Feld { $name }
google-provenance-file = { $origin }

# Das Formular.
google-field-credentials_json = Schlüsseldatei
    .hint = Die JSON-Datei, die Googles Konsole heruntergeladen hat. Ablegen, auswählen oder einfügen.
google-field-project_id = Projekt des Schlüssels
    .hint = Das Projekt, in dem das Dienstkonto angelegt ist.
google-field-client_email = Dienstkonto
    .hint = Das Konto, zu dem der Schlüssel gehört.
google-field-private_key_id = Schlüssel-ID
    .hint = Steht in der Konsole neben dem Schlüssel, um ihn zu finden und zu löschen.
google-field-client_id = Eindeutige ID des Kontos
    .hint = Eine Nummer, die Google dem Konto gegeben hat.
google-field-token_uri = Anmeldeadresse in der Datei
    .hint = Wird nur gelesen und gezeigt. Die Prüfung meldet sich an Googles eigener Adresse an.
google-field-universe_domain = Universum
    .hint = googleapis.com für Google Cloud selbst.
google-field-private_key = Privater Schlüssel
    .hint = Aus der Schlüsseldatei gelesen; wird nie gezeigt.
google-field-project = Projekt für Image-Builds
    .hint = Leer lassen, um das Projekt des Schlüssels zu verwenden.
google-field-zone = Zone
    .hint = Wo Build-Maschinen laufen.
google-field-region = Region
    .hint = Die Region des Subnetzes; aus der Zone, wenn sie leer ist.
google-field-network = Netzwerk
    .hint = Das Netzwerk der Build-Maschinen. Leer bedeutet default.
google-field-service_account_email = Dienstkonto der Build-Maschinen
    .hint = Das Konto, unter dem Build-Maschinen laufen. Leer bedeutet das Standardkonto des Projekts.
google-field-host_project = Hostprojekt
    .hint = Das Projekt, das sein Netzwerk freigibt.
google-field-subnet = Subnetz
    .hint = Der Name des freigegebenen Subnetzes oder sein ganzer Pfad.

# Auswahl.
google-purpose-image-management = Image Management
    .detail = Baut Maschinen-Images: Maschinen, Laufwerke, Images und das Netzwerk werden gebraucht.
google-purpose-scripted-actions = Scripted Actions
    .detail = Führt eigene Skripte aus. Was sie brauchen, hängt vom Skript ab; geprüft wird nur, was jedes Skript braucht.
google-option-iap = Identity-Aware Proxy
    .detail = Build-Maschinen ohne öffentliche Adresse werden über einen Tunnel erreicht.
google-option-shared-vpc = Freigegebene VPC
    .detail = Build-Maschinen verwenden ein Subnetz eines anderen Projekts. Geben Sie das Hostprojekt, das Subnetz und seine Region an.
google-option-os-login = OS Login
    .detail = Nötig, wo das Projekt OS Login verlangt.
google-option-export = Export und Import
    .detail = Images werden in Cloud Storage geschrieben oder daraus gelesen.

google-group-instances = Maschinen
    .detail = Die Build-Maschine starten, einrichten und entfernen.
google-group-disks = Laufwerke
    .detail = Die Laufwerke der Build-Maschine.
google-group-images = Images
    .detail = Basis-Images finden und neue erzeugen.
google-group-network = Netzwerk
    .detail = Netzwerke, Subnetze und Adressen.
google-group-operations = Projekt und Vorgänge
    .detail = Das Projekt lesen und auf Vorgänge warten.
google-group-service-account = Dienstkonto
    .detail = Maschinen unter einem Dienstkonto laufen lassen.
google-group-storage = Speicher
    .detail = Buckets und Objekte von Cloud Storage.
google-group-access = Zugang zu Maschinen
    .detail = Wege in die Build-Maschine.

# Die Anleitung.
google-guide-apis = APIs aktivieren
    .text = Image-Builds brauchen Compute Engine. Die Prüfung selbst fragt auch IAM und Cloud Resource Manager.
google-guide-account = Dienstkonto anlegen
    .text = In der Konsole: IAM & Verwaltung, Dienstkonten, Dienstkonto erstellen. Geben Sie ihm einen eigenen Namen, nur für diese Verbindung.
google-guide-roles = Die beiden Rollen zuweisen
    .text = Compute-Instanzadministrator (v1) für Maschinen, Laufwerke und Images; Dienstkontonutzer, damit Maschinen unter einem Dienstkonto laufen dürfen.
google-guide-more-roles = Weitere Rollen nur bei Bedarf
    .text = Storage-Administrator für den Export nach Cloud Storage, Nutzer von IAP-gesicherten Tunneln (roles/iap.tunnelResourceAccessor) für Tunnel, Compute-Netzwerknutzer auf dem Hostprojekt oder seinem Subnetz für eine freigegebene VPC.
google-guide-key = Schlüssel erstellen
    .text = In der Konsole: die drei Punkte neben dem Konto, Schlüssel verwalten, Schlüssel hinzufügen, Neuen Schlüssel erstellen, JSON. Die Datei wird einmal heruntergeladen; bewahren Sie sie sicher auf.
google-guide-policy = Wenn sich kein Schlüssel erstellen lässt
    .text = Organisationen seit Mai 2024 verbieten Schlüssel mit der Richtlinie iam.disableServiceAccountKeyCreation. Wer die Organisationsrichtlinien verwaltet, kann für dieses Projekt eine Ausnahme machen.
google-guide-import = Datei importieren
    .text = Legen Sie die Datei hier ab, wählen Sie sie aus oder fügen Sie ihren Inhalt ein. Löschen Sie dann Kopien, die Sie nicht brauchen.

# Lesen.
google-json-unescaped = Die Schlüsseldatei stand in einem Text in Anführungszeichen; die Rückstriche vor ihren Anführungszeichen wurden entfernt.
google-json-line-feeds = Zeilenumbrüche in den Texten der Schlüsseldatei wurden als \n gelesen, wie JSON sie verlangt.
google-json-base64 = Die Schlüsseldatei war base64-kodiert und wurde dekodiert.
google-json-cut = Die Schlüsseldatei bricht in Zeile { $line }, Spalte { $column } ab: Das Ende fehlt.
    .tip = Kopieren Sie die ganze Datei, von der ersten bis zur letzten Klammer, oder laden Sie einen neuen Schlüssel herunter.
google-json-broken = Die Schlüsseldatei ist in Zeile { $line }, Spalte { $column } kein gültiges JSON ({ $detail }).
    .tip = Verwenden Sie die Datei unbearbeitet, wie Googles Konsole sie heruntergeladen hat. Gibt es keine solche Kopie, laden Sie einen neuen Schlüssel herunter.
google-name-twice = Die Schlüsseldatei enthält { $names } mehrfach; das letzte wurde genommen.
    .tip = Programme nehmen verschiedene. Verwenden Sie die Datei, wie die Konsole sie heruntergeladen hat.
google-not-text = Das Feld { $name } der Schlüsseldatei ist kein Text.
    .tip = Verwenden Sie die Datei unbearbeitet, wie die Konsole sie heruntergeladen hat.
google-chat-links = Verweise, die ein Chatprogramm in { $names } eingefügt hatte, wurden entfernt.
    .tip = Senden Sie Schlüssel als Datei, nicht als Text: Ein Schlüssel, der in einem Chat stand, sollte ersetzt werden.
google-key-unescaped = Im privaten Schlüssel stand \n anstelle der Zeilenumbrüche; das wurde berichtigt.
google-key-rewrapped = Die Zeilen des privaten Schlüssels waren zusammengelaufen; das wurde berichtigt.

google-type-missing = Die Schlüsseldatei nennt ihren Typ nicht.
    .tip = Ein Dienstkontoschlüssel enthält "type": "service_account". Verwenden Sie die Datei, wie die Konsole sie heruntergeladen hat.
google-type-authorized-user = Das ist die persönliche Anmeldung des Befehls gcloud (authorized_user), kein Dienstkontoschlüssel. Es wurde nichts kontaktiert.
    .tip = Legen Sie ein Dienstkonto an und laden Sie dafür einen Schlüssel als JSON herunter.
google-type-external-account = Das ist eine Konfiguration für Workload Identity Federation (external_account), kein Schlüssel. Sie nennt einen Ort oder ein Programm, von dem ein Token kommt; es wurde nichts kontaktiert und nichts ausgeführt.
    .tip = Die Verbindung nimmt einen Dienstkontoschlüssel: Erstellen Sie einen als JSON.
google-type-external-account-authorized-user = Das ist eine Anmeldung über Workforce Identity Federation (external_account_authorized_user), kein Dienstkontoschlüssel. Es wurde nichts kontaktiert.
    .tip = Legen Sie ein Dienstkonto an und laden Sie dafür einen Schlüssel als JSON herunter.
google-type-impersonated = Diese Konfiguration handelt mit Hilfe einer anderen Anmeldung als Dienstkonto (impersonated_service_account); sie enthält keinen eigenen Schlüssel. Es wurde nichts kontaktiert.
    .tip = Erstellen Sie einen Schlüssel des Dienstkontos selbst, als JSON.
google-type-gdch = Das ist eine Identität von Google Distributed Cloud, air-gapped (gdch_service_account). Sie funktioniert nicht mit Google Cloud. Es wurde nichts kontaktiert.
    .tip = Legen Sie in Google Cloud ein Dienstkonto an und laden Sie dafür einen Schlüssel als JSON herunter.
google-type-oauth-client = Das ist ein OAuth-Client (client_secret….json), der eine Anwendung ausweist, die Menschen anmeldet. Es ist kein Dienstkontoschlüssel.
    .tip = Gehen Sie in der Konsole zu IAM & Verwaltung, Dienstkonten, und erstellen Sie dort einen Schlüssel als JSON.
google-type-p12 = Das ist ein Schlüssel in P12-Form, den die Verbindung nicht nimmt.
    .tip = Erstellen Sie einen neuen Schlüssel für das Dienstkonto und wählen Sie JSON.
google-type-unknown = Die Schlüsseldatei hat den Typ { $type }, den Google nicht dokumentiert.
    .tip = Ein Dienstkontoschlüssel enthält "type": "service_account". Verwenden Sie die Datei, wie die Konsole sie heruntergeladen hat.

# Prüfungen ohne Netz.
google-file-unreadable = Die Schlüsseldatei ist kein JSON-Objekt.
    .tip = Importieren Sie die JSON-Datei, die Googles Konsole heruntergeladen hat.
google-project-missing = Es ist kein Projekt angegeben, und der Schlüssel nennt keines.
    .tip = Geben Sie das Projekt an, in dem Images gebaut werden.
google-project-id-form = { $value } sieht nicht wie eine Projekt-ID aus: 6 bis 30 Kleinbuchstaben, Ziffern und Bindestriche, mit einem Buchstaben am Anfang.
    .tip = Vergleichen Sie sie mit der Projekt-ID (nicht dem Namen) in der Projektliste der Konsole.
google-project-id-impossible = { $value } enthält Zeichen, die keine Projekt-ID hat.
    .tip = Kopieren Sie die Projekt-ID (nicht den Namen) aus der Projektliste der Konsole.
google-project-number = { $value } ist eine Projektnummer. Google nimmt sie an, aber Builds nennen meist die Projekt-ID.
    .tip = Kopieren Sie die Projekt-ID aus der Projektliste der Konsole.
google-project-differs = Images werden in { $project } gebaut, und der Schlüssel stammt aus { $own }. Das geht, wenn das Dienstkonto seine Berechtigungen in { $project } hat.
google-email-impossible = { $value } kann keine E-Mail-Adresse eines Dienstkontos sein.
    .tip = Sie sieht aus wie name@projekt.iam.gserviceaccount.com.
google-email-form = { $value } sieht nicht wie die Adresse eines Dienstkontos aus.
    .tip = Sie sieht aus wie name@projekt.iam.gserviceaccount.com. Verwenden Sie die Schlüsseldatei, wie die Konsole sie heruntergeladen hat.
google-email-project = Das Konto { $value } gehört zum Projekt { $project }, aber in der Datei steht { $own }. Vielleicht wurde die Datei bearbeitet.
    .tip = Verwenden Sie die Schlüsseldatei, wie die Konsole sie heruntergeladen hat.
google-email-default-account = { $value } ist ein Konto, das Google für einen Dienst angelegt hat; es hat oft weitreichende Berechtigungen.
    .tip = Legen Sie ein Dienstkonto nur für diese Verbindung an.
google-key-id-missing = Die Schlüsseldatei hat keine private_key_id, daher lässt sich der Schlüssel in der Konsole nicht finden. Manche Programme lehnen eine solche Datei ab.
    .tip = Verwenden Sie die Schlüsseldatei, wie die Konsole sie heruntergeladen hat.
google-key-id-form = Die private_key_id besteht nicht aus 40 Hexadezimalziffern.
    .tip = Verwenden Sie die Schlüsseldatei, wie die Konsole sie heruntergeladen hat.
google-universe-other = Der Schlüssel gehört zum Universum { $universe }, nicht zu Google Cloud selbst. Auf das Wort einer Datei hin werden dessen Dienste nicht kontaktiert.
    .tip = Wenn das stimmt, geben Sie die Adressen aller seiner Dienste mit --endpoints an.
google-token-uri-foreign = Die Schlüsseldatei will die signierte Anmeldung an { $host } senden lassen, das nicht Google gehört. Dieser Host wird nie kontaktiert: Die Prüfung meldet sich bei oauth2.googleapis.com an oder an der Adresse google.oauth aus --endpoints, und die ausgelieferte Datei enthält Googles Adresse.
    .tip = Finden Sie heraus, woher die Datei stammt. In Googles eigenen Dateien steht https://oauth2.googleapis.com/token.
google-token-uri-loopback = Die Schlüsseldatei will die Anmeldung an { $host }, diesen Computer, senden lassen, wie Testserver es tun. Er wird nicht kontaktiert: Die Prüfung meldet sich bei oauth2.googleapis.com an oder an der Adresse google.oauth aus --endpoints.
    .tip = Geben Sie die Adressen eines Testservers mit --endpoints an. Verwenden Sie für eine echte Verbindung die Datei, wie die Konsole sie heruntergeladen hat.
google-token-uri-missing = Die Schlüsseldatei hat keine token_uri. Die Prüfung braucht sie nicht, manche Programme aber schon.
    .tip = In Googles eigenen Dateien steht https://oauth2.googleapis.com/token.
google-url-foreign = Die Schlüsseldatei nennt { $host } als { $name }; das gehört nicht Google. Es wird nicht kontaktiert.
    .tip = Finden Sie heraus, woher die Datei stammt, oder laden Sie einen neuen Schlüssel herunter.
google-zone-form = { $value } sieht nicht wie eine Zone aus.
    .tip = Eine Zone sieht aus wie europe-west3-a.
google-region-form = { $value } sieht nicht wie eine Region aus.
    .tip = Eine Region sieht aus wie europe-west3.
google-zone-region = Die Zone gehört zur Region { $zone }, angegeben ist aber { $region }.
    .tip = Geben Sie die Region der Zone an.

google-key-not-pem = Der private Schlüssel beginnt nicht mit -----BEGIN PRIVATE KEY-----.
    .tip = Verwenden Sie die Schlüsseldatei unbearbeitet, wie die Konsole sie heruntergeladen hat.
google-key-cut = Der private Schlüssel bricht ab: Sein Ende fehlt.
    .tip = Verwenden Sie die ganze Datei, oder laden Sie einen neuen Schlüssel herunter.
google-key-encrypted = Der private Schlüssel ist mit einem Kennwort geschützt und kann daher nicht verwendet werden.
    .tip = Googles Schlüssel sind nicht so geschützt. Verwenden Sie die Datei, wie die Konsole sie heruntergeladen hat.
google-key-elliptic = Der private Schlüssel ist ein Schlüssel auf elliptischen Kurven. Dienstkontoschlüssel von Google Cloud sind RSA-Schlüssel.
    .tip = Laden Sie in der Konsole einen Schlüssel als JSON herunter.
google-key-other-algorithm = Der private Schlüssel ist kein RSA-Schlüssel.
    .tip = Laden Sie in der Konsole einen Schlüssel als JSON herunter.
google-key-public = An der Stelle des privaten Schlüssels steht ein Zertifikat oder ein öffentlicher Schlüssel.
    .tip = Verwenden Sie die Schlüsseldatei, wie die Konsole sie heruntergeladen hat.
google-key-damaged = Der private Schlüssel ist beschädigt: Er ist nicht lesbar, oder seine Zahlen gehören nicht zusammen.
    .tip = Verwenden Sie eine unbearbeitete Kopie der Datei, oder laden Sie einen neuen Schlüssel herunter und löschen Sie diesen.
google-key-too-short = Der private Schlüssel hat { $bits } Bit; { $shortest } sind nötig, damit er sicher ist.
    .tip = Laden Sie einen neuen Schlüssel herunter.
google-key-too-long = Der private Schlüssel hat { $bits } Bit, mehr als dieses Programm verwenden kann.
    .tip = Erstellen Sie einen Schlüssel in der Konsole: Er hat 2048 Bit.
google-key-pkcs1 = Der private Schlüssel hat die ältere Form PKCS#1. Hier funktioniert sie; manche Programme nehmen nur PKCS#8, wie Google es ausgibt.
google-key-text-before = Vor dem privaten Schlüssel steht Text; er wurde übergangen.

# Anmelden.
google-signature-refused = Google hat die Signatur des Schlüssels nicht angenommen ({ $message }). Der Schlüssel wurde gelöscht oder ersetzt, oder der private Schlüssel gehört nicht zu diesem Dienstkonto. Suchen Sie die Schlüssel-ID in der Konsole, und erstellen Sie einen neuen Schlüssel, wenn sie dort fehlt.
google-account-not-found = Google kennt das Dienstkonto nicht ({ $message }). Es wurde gelöscht, oder mit seinem Projekt deaktiviert.
google-account-disabled = Das Dienstkonto ist deaktiviert ({ $message }). Aktivieren Sie es in der Konsole unter IAM & Verwaltung, Dienstkonten.
google-client-gone = Google sagt, dass das Konto oder sein Projekt gelöscht oder deaktiviert ist ({ $message }).
google-grant-refused = Google hat die Anmeldung nicht angenommen und sagt: { $message }
google-delegation-needed = Das Dienstkonto darf auf diesem Weg kein Token erhalten ({ $message }).
google-clock-refused = Google sagt, dass die Zeit in der Anmeldung falsch ist ({ $message }). Vergleichen Sie die Uhr dieses Computers mit der richtigen Zeit.
google-request-not-accepted = Google hat die Form der Anmeldung nicht angenommen ({ $message }). Das sagt nichts über den Schlüssel; bitte melden Sie es.
google-universe-not-contacted = Der Schlüssel gehört zum Universum { $universe }. Dessen Dienste werden nur an Adressen kontaktiert, die ein Mensch mit --endpoints angibt; es wurde nichts gesendet.

# Antworten.
google-throttled = { $host } hatte zu viele Anfragen und hat auch nach Warten nicht geantwortet. Prüfen Sie später noch einmal.
google-service-error = { $host } ist gestört (Status { $status }). Prüfen Sie später noch einmal.
google-unexpected-answer = Die Antwort von { $host } (Status { $status }) passte nicht zur Frage. Versuchen Sie es noch einmal; bleibt es so, hat vielleicht etwas dazwischen geantwortet.
google-truncated-answer = Die Antwort von { $host } (Status { $status }) brach ab. Versuchen Sie es noch einmal.
google-token-not-accepted = { $host } hat das Zugriffstoken nicht angenommen, das Google gerade ausgestellt hatte ({ $message }).
google-access-refused = { $host } hat die Frage abgelehnt ({ $message }).
google-permission-missing = Für die Frage fehlt eine Berechtigung: { $message }
google-not-found = { $host } findet nicht, wonach gefragt wurde ({ $message }).
google-name-not-valid = Der Dienst sagt, dass sich diese Berechtigung hier nicht prüfen lässt ({ $message }); es ließ sich also nicht feststellen.
google-api-disabled = Die API { $service } ist nicht aktiviert und beantwortet daher keine Fragen. Aktivieren Sie sie; nach einigen Minuten ist sie verfügbar.
google-billing-disabled = Für das Projekt ist keine Abrechnung aktiviert ({ $message }).
google-vpc-service-controls = Ein Perimeter von VPC Service Controls hat die Frage abgelehnt ({ $message }). Prüfen Sie von innerhalb des Perimeters, oder bitten Sie um eine Zugriffsebene.

google-refused = Das Konto hat diese Berechtigung im Projekt { $project } nicht.
google-refused-on-account = Das Konto darf weder durch eine Zuweisung am Projekt noch durch eine an diesem Konto als Dienstkonto { $account } handeln.
google-refused-on-subnet = Das Konto hat diese Berechtigung weder am Subnetz { $subnet } noch am Hostprojekt { $host }; oder der Name des Subnetzes ist falsch.
google-project-unknown = Google nennt im Projekt { $project } keine Berechtigung. Entweder hat das Konto dort keine, oder die Projekt-ID ist falsch. Vergleichen Sie die ID mit der Projektliste der Konsole.
google-project-not-found = Google findet das Projekt { $project } nicht. Vergleichen Sie die ID mit der Projektliste der Konsole.
google-project-level-only = Das Konto hat diese Berechtigung nicht am ganzen Projekt { $project }. Vielleicht hat es sie an dem einen Dienstkonto, unter dem Maschinen laufen.
google-service-account-unknown = Das Dienstkonto { $account } wurde nicht gefunden, daher ließ sich nicht feststellen, ob der Schlüssel als dieses handeln darf.
google-host-project-missing = Es ist kein Hostprojekt angegeben. Geben Sie es mit --set host_project=… an, und das Subnetz mit --set subnet=… und --set region=….
google-subnet-not-tested = Das Konto hat diese Berechtigung nicht am ganzen Hostprojekt { $host }; vielleicht hat es sie am Subnetz. Geben Sie das Subnetz und seine Region an.
google-context-ok = Das Projekt { $project } existiert.

# Was sich unterwegs ergab.
google-role-fits = Die Antworten passen zur Rolle Compute-Instanzadministrator (v1) oder zu einer, die sie enthält.
google-os-login-on = Im Projekt { $project } ist OS Login eingeschaltet, Builds melden sich also darüber an.
    .tip = Prüfen Sie noch einmal mit der Option os-login, die die Berechtigung dafür einschließt.
google-shared-vpc-off = Es ist ein Hostprojekt angegeben, aber die Option shared-vpc ist nicht gewählt; danach wurde also nicht gefragt.
    .tip = Prüfen Sie noch einmal mit der Option shared-vpc.
google-excess-set-policy = Das Konto kann ändern, wer im Projekt { $project } was darf; ein gestohlener Schlüssel könnte sich alles geben. Kein Build braucht das.
google-excess-delete-project = Das Konto kann das Projekt { $project } löschen. Kein Build braucht das.
google-excess-create-keys = Das Konto kann Schlüssel der Dienstkonten in { $project } erstellen; ein gestohlener Schlüssel könnte unter anderem Namen weiterleben. Kein Build braucht das.

# Voraussetzungen.
google-api-met = Die API { $service } ist aktiviert.
google-api-unmet = Die API { $service } ist im Projekt { $project } nicht aktiviert.
google-api-undetermined = Es ließ sich nicht feststellen, ob die API { $service } im Projekt { $project } aktiviert ist.
google-api-fix = Ausführen: { $command } – oder { $page } öffnen. Nach einigen Minuten ist sie verfügbar.
google-network-met = Das Netzwerk { $network } existiert im Projekt { $project }.
google-network-unmet = Im Projekt { $project } gibt es kein Netzwerk { $network }.
google-network-undetermined = Es ließ sich nicht feststellen, ob es im Projekt { $project } ein Netzwerk { $network } gibt.
google-network-fix = Ausführen: { $command } – oder mit --set network=… und im Build ein anderes Netzwerk nennen.
google-billing-fix = Verknüpfen Sie in der Konsole unter Abrechnung ein Rechnungskonto mit dem Projekt { $project }.

# Abhilfe.
google-fix-policy = Benutzerdefinierte Rolle { $role } mit genau dem, was fehlt, für gcloud iam roles create --file
google-fix-custom-role = Die benutzerdefinierte Rolle { $role } mit genau dem, was fehlt, anlegen oder erweitern und zuweisen
google-fix-account = Das Konto als dieses eine Dienstkonto handeln lassen (Rolle Dienstkontonutzer daran)
google-fix-subnet = Das Konto das freigegebene Subnetz verwenden lassen (Rolle Compute-Netzwerknutzer daran)
google-fix-published = Stattdessen die veröffentlichten Rollen zuweisen (sie enthalten mehr, als fehlt)
google-fix-enable = Aktivieren, was dem Projekt fehlt
google-fix-terraform = Dasselbe für Terraform
google-fix-console = Schritte in der Konsole
google-fix-note = Nachricht an die Administration

google-step-enable = Öffnen Sie im Projekt { $project } APIs & Dienste, Bibliothek, suchen Sie { $service } und wählen Sie Aktivieren.
google-step-network = Öffnen Sie im Projekt { $project } VPC-Netzwerk und erstellen Sie das Netzwerk { $network } mit automatischen Subnetzen.
google-step-role = Öffnen Sie im Projekt { $project } IAM & Verwaltung, Rollen, und erstellen Sie eine Rolle mit genau diesen Berechtigungen: { $permissions }
google-step-grant = Öffnen Sie im Projekt { $project } IAM & Verwaltung, IAM, wählen Sie Zugriffsrechte erteilen, geben Sie { $account } ein und wählen Sie diese Rolle.
google-step-account = Öffnen Sie IAM & Verwaltung, Dienstkonten, { $target }, Berechtigungen, wählen Sie Zugriffsrechte erteilen, geben Sie { $account } ein und wählen Sie die Rolle Dienstkontonutzer.
google-step-subnet = Öffnen Sie im Projekt { $host } VPC-Netzwerk, Freigegebene VPC, wählen Sie das Subnetz { $subnet } und geben Sie { $account } die Rolle Compute-Netzwerknutzer.

google-note-start = Guten Tag, das Dienstkonto { $account } soll im Projekt { $project } Maschinen-Images bauen. Eine Prüfung hat ergeben, dass Folgendes fehlt:
google-note-project = Am Projekt { $project } diese Berechtigungen (eine benutzerdefinierte Rolle mit genau ihnen genügt):
google-note-account = Am Dienstkonto { $target } (dort die Rolle Dienstkontonutzer):
google-note-subnet = Am freigegebenen Subnetz des Hostprojekts { $host } (dort die Rolle Compute-Netzwerknutzer):
google-note-services = Diese APIs sind nicht aktiviert:
google-note-network = Im Projekt { $project } gibt es dieses Netzwerk nicht:
google-note-end = Änderungen gelten nach einigen Minuten. Vielen Dank.
