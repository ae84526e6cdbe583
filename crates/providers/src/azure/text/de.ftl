# Sätze über Microsoft Azure, die kein Netz brauchen. Ein Problem nennt die Sache, den Grund und den nächsten Schritt.

azure-accepts = ein Azure-Dienstprinzipal (Ausgabe von az ad sp create-for-rbac, ARM_- oder AZURE_-Variablen, ein PEM- oder PFX-Zertifikat)
azure-variant-client-secret = Dienstprinzipal mit geheimem Clientschlüssel
azure-variant-client-certificate = Dienstprinzipal mit Zertifikat

azure-provenance-member = { $origin }, Eintrag { $name }
azure-provenance-line = { $origin }, Zeile { $line }
azure-provenance-column = { $origin }, Zeile { $line }, Spalte { $name }
azure-provenance-scopes = { $origin }, Bereich des Befehls in Zeile { $line }
azure-provenance-account = { $origin }, Konto in Zeile { $line }
azure-provenance-addresses = { $origin }, seine Adressen
azure-label-line = Zeile { $line }

# Das Formular.
azure-field-subscription_id = Abonnement-ID
    .hint = Das Abonnement, in dem Images gebaut werden. Bleibt es leer, sucht die Prüfung danach.
azure-field-tenant_id = Mandanten-ID
    .hint = Die Verzeichnis-ID (Mandant) oder eine Domäne des Mandanten. In der Ausgabe von create-for-rbac: tenant.
azure-field-client_id = Client-ID
    .hint = Die Anwendungs-ID (Client), nicht die Objekt-ID. In der Ausgabe von create-for-rbac: appId.
azure-field-client_secret = Geheimer Clientschlüssel
    .hint = Die Spalte „Wert“ im Portal, nicht die „Geheimnis-ID“. In der Ausgabe von create-for-rbac: password.
azure-field-certificate = Zertifikat mit privatem Schlüssel
    .hint = PEM-Text mit dem privaten Schlüssel und dem Zertifikat. Eine PFX-Datei füllt das Feld beim Import aus.
azure-field-certificate_password = Kennwort des Zertifikats
    .hint = Nur für eine PFX-Datei oder einen privaten Schlüssel, der damit geschützt ist.
azure-field-certificate_file = Zertifikatsdatei, wo gebaut wird
    .hint = Pfad der Datei für Packer- und Terraform-Variablen. Sie wird hier nicht geöffnet.
azure-field-cloud = Cloud
    .hint = AzureCloud für die öffentliche, AzureUSGovernment oder AzureChinaCloud.
azure-field-build_resource_group = Ressourcengruppe zum Bauen
    .hint = Leer heißt, dass jeder Bau eine eigene anlegt und wieder löscht. Nötig, wenn die Rolle nur für eine Gruppe gilt.
azure-field-location = Standort
    .hint = Wo Baumaschinen laufen, etwa westeurope. Mit einer Ressourcengruppe gilt deren Standort.

# Auswahl.
azure-purpose-image-management = Image Management
    .detail = Baut Maschinen-Images: Ressourcengruppen, Bereitstellungen, Maschinen, Datenträger, Images und das Netz werden gebraucht.
azure-purpose-scripted-actions = Scripted Actions
    .detail = Führt eigene Skripte aus. Was sie brauchen, hängt vom Skript ab; geprüft wird nur, was alle brauchen.
azure-option-windows = Windows-Images
    .detail = Ein Windows-Bau legt sein WinRM-Zertifikat in einem vorübergehenden Schlüsseltresor ab.
azure-option-shared-image-gallery = Compute Gallery
    .detail = Images werden als Versionen in einer Galerie veröffentlicht.
azure-option-snapshots = Momentaufnahmen
    .detail = Datenträger des Images werden auch als Momentaufnahmen behalten.
azure-option-allowed-inbound-ip = Eingeschränkte Adressen
    .detail = Nur bestimmte Adressen erreichen die Baumaschine, über eine Netzwerksicherheitsgruppe.
azure-option-vhd-output = VHD-Ausgabe
    .detail = Images werden als VHD-Dateien in ein Speicherkonto geschrieben.
azure-option-managed-identity = Verwaltete Identität
    .detail = Die Baumaschine läuft unter einer vom Benutzer zugewiesenen Identität.
azure-option-vm-extension = Maschinenerweiterung
    .detail = Auf der Baumaschine wird eine Erweiterung installiert.

# Die Anleitung.
azure-guide-sign-in = Anmelden und das Abonnement wählen
    .text = In einem Terminal oder in der Azure Cloud Shell. Der zweite Befehl zeigt das Abonnement, das gerade gilt; az account set --subscription wählt ein anderes. Für eine nationale Cloud vorher az cloud set ausführen.
azure-guide-create = Das Dienstprinzipal anlegen
    .text = Ein Befehl legt die Anwendung, ihren geheimen Schlüssel und die Rolle Contributor für das Abonnement an. Dazu braucht es einen Owner oder User Access Administrator. Nicht noch einmal für denselben Namen ausführen: Das löscht die Schlüssel, die in Gebrauch sind.
azure-guide-providers = Die Ressourcenanbieter registrieren
    .text = Einmal je Abonnement. Microsoft.Storage wird für VHD-Dateien gebraucht, Microsoft.KeyVault für Windows-Images.
azure-guide-import = Die Ausgabe importieren
    .text = Den ganzen Bildschirm kopieren, Befehl und Ausgabe zusammen, und hier einfügen: Das Abonnement wird dem Befehl entnommen. Eine Datei mit der Ausgabe, ARM_- oder AZURE_-Variablen oder ein Zertifikat gehen auch.
azure-guide-portal = Oder das Portal benutzen
    .text = Microsoft Entra, App-Registrierungen, Neue Registrierung. Dann Zertifikate & Geheimnisse, Neuer geheimer Clientschlüssel: die Spalte „Wert“ sofort kopieren, denn sie wird nicht wieder gezeigt. Dann im Abonnement Zugriffssteuerung (IAM), Rollenzuweisung hinzufügen, Contributor.
azure-guide-renew = Wenn der Schlüssel abläuft
    .text = Das fügt einen Schlüssel hinzu und behält den jetzigen, damit nichts stillsteht, während der neue eingetragen wird.
azure-guide-certificate = Oder mit einem Zertifikat anmelden
    .text = Der Befehl schreibt eine PEM-Datei mit dem privaten Schlüssel und nennt sie in seiner Ausgabe. Erst die Ausgabe, dann diese Datei importieren. Gut aufbewahren: Wer sie hat, kann sich anmelden.

# Lesen.
azure-json-unescaped = Die Ausgabe stand in einem Text in Anführungszeichen; die umgekehrten Schrägstriche davor wurden entfernt.
azure-json-rejoined = Die Ausgabe war an falschen Stellen umbrochen oder hatte ein Komma zu viel; das wurde berichtigt.
azure-json-base64 = Der Text war in Base64 und wurde dekodiert.
azure-json-cut = Die Ausgabe bricht in Zeile { $line }, Spalte { $column } ab: Das Ende fehlt, und der letzte Wert ist vielleicht abgeschnitten.
    .tip = Die ganze Ausgabe kopieren, von der ersten bis zur letzten Klammer. Gibt es sie nicht mehr, mit az ad app credential reset --append einen neuen Schlüssel hinzufügen.
azure-json-broken = Die Ausgabe ist in Zeile { $line }, Spalte { $column } kein gültiges JSON; was lesbar war, wurde übernommen.
    .tip = Die Werte unten mit der Ausgabe vergleichen, oder sie noch einmal unverändert kopieren.
azure-not-text = { $name } ist kein Text.
    .tip = Die Ausgabe so verwenden, wie die Befehlszeile sie gezeigt hat.
azure-value-twice = { $name } wird in Zeile { $line } noch einmal auf einen anderen Wert gesetzt; der letzte wurde genommen.
    .tip = Den unerwünschten Wert entfernen und den Text noch einmal importieren.
azure-guid-repaired = { $label } stand in einer anderen Form einer GUID oder in einem Pfad; sie wurde in die übliche gebracht.
azure-ids-swapped-back = Client-ID und geheimer Clientschlüssel waren vertauscht; sie wurden richtig eingesetzt.
    .tip = Vor dem Weitergehen beide ansehen.
azure-subscription-from-scopes = Das Abonnement { $value } wurde dem Bereich des Befehls auf demselben Bildschirm entnommen: Die Ausgabe selbst nennt keines.
azure-subscription-several = Der Befehl auf demselben Bildschirm nennt mehrere Abonnements; das erste, { $value }, wurde genommen.
    .tip = Das Abonnement eintragen, in dem Images gebaut werden sollen, falls es ein anderes ist.
azure-subscription-from-account = Das Abonnement { $value } wurde dem Konto entnommen, das auf demselben Bildschirm steht: Die Ausgabe selbst nennt keines.
azure-group-from-scopes = Die Rolle wurde nur für die Ressourcengruppe { $value } vergeben, also muss darin gebaut werden; sie wurde eingetragen.
azure-secret-years = { $count ->
        [one] Der Befehl auf dem Bildschirm verlangte einen Schlüssel, der ein Jahr gilt. Das genaue Datum steht nur im Portal.
       *[other] Der Befehl auf dem Bildschirm verlangte einen Schlüssel, der { $count } Jahre gilt. Das genaue Datum steht nur im Portal.
    }
azure-other-cloud = Die Datei nennt Adressen, die zu keiner der Clouds von Azure gehören: { $addresses }. Ihnen wurde nicht gefolgt; die Prüfung meldet sich bei Microsofts eigener Adresse an.
    .tip = Ist dies eine Verbindung für Azure Stack oder eine andere private Cloud, kann sie hier nicht geprüft werden. Wenn nicht, herausfinden, wer die Datei geschrieben hat.
azure-clouds-differ = Die Adressen in der Datei gehören zu verschiedenen Clouds: { $names }. Es gilt die des Ressourcen-Managers.
    .tip = Die Cloud wählen, zu der das Abonnement gehört.
azure-federated = Diese Anmeldung nutzt ein Token eines anderen Dienstes (OIDC, Workload Identity), was nur dort geht, wo dieser Dienst läuft. Es wurde nichts gefragt.
    .tip = Die Verbindung nimmt ein Dienstprinzipal mit geheimem Clientschlüssel oder Zertifikat. Der Anwendung eines davon hinzufügen.
azure-managed-identity = Diese Anmeldung ist die eigene Identität einer Maschine (verwaltete Identität) und geht nur auf ihr. Es wurde nichts gefragt.
    .tip = Die Verbindung nimmt ein Dienstprinzipal mit geheimem Clientschlüssel oder Zertifikat: eines anlegen.

# Kennungen.
azure-guid-malformed = { $label } ist keine GUID: { $count } Zeichen statt 32 Hexadezimalziffern in Gruppen von 8-4-4-4-12.
    .tip = Noch einmal vollständig kopieren. Im Portal steht sie auf der Übersichtsseite der Anwendung oder des Abonnements.
azure-placeholder = { $label } ist ein Platzhalter aus einer Anleitung oder Vorlage, kein Wert.
    .tip = Den Wert des eigenen Mandanten einsetzen.
azure-tenant-shared = Der Mandant ist common, organizations oder consumers: Das ist für Menschen, die sich anmelden, nicht für ein Dienstprinzipal.
    .tip = Die Verzeichnis-ID (Mandant) von der Übersichtsseite in Microsoft Entra eintragen.
azure-ids-swapped = { $one } enthält, was in { $other } gehört, und umgekehrt.
    .tip = Die beiden tauschen.
azure-same-guid = { $one } und { $other } sind dieselbe GUID, also wurde eine ins falsche Feld kopiert.
    .tip = Beide mit dem Portal vergleichen: Mandant, Anwendung und Abonnement haben je eine eigene GUID.
azure-subscription-missing = Es ist kein Abonnement angegeben. Die Prüfung sucht dasjenige, das das Dienstprinzipal sieht.
azure-cloud-unknown = Die Cloud ist keine der drei, die geprüft werden können.
    .tip = AzureCloud, AzureUSGovernment oder AzureChinaCloud wählen.
azure-national-cloud = Die Verbindung ist für die nationale Cloud { $value }: Gefragt werden deren eigene Adressen.
azure-resource-group-name = So kann keine Ressourcengruppe heißen: Der Name hat andere Zeichen als Buchstaben, Ziffern, - _ . ( ), endet mit einem Punkt oder ist länger als 90 Zeichen.
    .tip = Den Namen aus dem Portal kopieren.
azure-location-form = Der Standort hat Zeichen, die kein Standort hat.
    .tip = Den Namen verwenden, den az account list-locations zeigt, etwa westeurope.

# Der geheime Clientschlüssel.
azure-secret-id = Der geheime Clientschlüssel ist eine GUID, also die Geheimnis-ID. Azure nimmt sie zum Anmelden nicht an.
    .tip = Stattdessen die Spalte „Wert“ kopieren. Wird sie nicht mehr gezeigt, einen neuen geheimen Clientschlüssel anlegen und den Wert sofort kopieren.
azure-secret-shape = Der geheime Clientschlüssel hat { $count } Zeichen und eine ältere Form als die heutigen. Solche Schlüssel gelten noch; die Prüfung sagt es.
azure-secret-short = Der geheime Clientschlüssel hat nur { $count } Zeichen, weniger als jeder, den Azure ausgibt.
    .tip = Noch einmal vollständig kopieren, es sei denn, jemand hat dieses Kennwort gewählt.
azure-secret-cut = Der geheime Clientschlüssel beginnt wie ein heutiger, hat aber nur { $count } Zeichen; die haben mindestens 37. Vielleicht fehlt das Ende.
    .tip = Noch einmal vollständig kopieren: Ein Doppelklick wählt nur bis zu einem Bindestrich oder Punkt aus.
azure-secret-long = Der geheime Clientschlüssel beginnt wie ein heutiger, hat aber { $count } Zeichen; die haben höchstens 40. Vielleicht kam etwas mit.
    .tip = Noch einmal kopieren, ohne was daneben steht.
azure-secret-masked = Der geheime Clientschlüssel ist durch Punkte oder Sternchen verdeckt: Das Portal zeigt ihn nur einmal, wenn er angelegt wird.
    .tip = Einen neuen geheimen Clientschlüssel anlegen und den Wert sofort kopieren.
azure-secret-label = Der geheime Clientschlüssel beginnt mit dem Namen des Feldes.
    .tip = Namen, Doppelpunkt und Anführungszeichen entfernen, sodass nur der Wert bleibt.
azure-secret-token = Das ist ein Zugriffstoken, kein geheimer Clientschlüssel. Es gilt etwa eine Stunde und kann nicht anmelden.
    .tip = Den geheimen Clientschlüssel der Anwendung eintragen.
azure-secret-pem = Das ist ein Schlüssel oder Zertifikat, kein geheimer Clientschlüssel.
    .tip = Das Dienstprinzipal mit Zertifikat wählen.
azure-secret-encoded = Der geheime Clientschlüssel enthält Prozentzeichen wie in einer Webadresse (%7E statt ~).
    .tip = Von der Stelle kopieren, an der er zuerst stand.
azure-secret-spaced = Der geheime Clientschlüssel enthält Leerzeichen oder Zeilenumbrüche, die kein Schlüssel von Azure hat.
    .tip = Noch einmal vollständig kopieren, in einer Zeile.
azure-secret-not-ascii = Der geheime Clientschlüssel enthält Zeichen, die kein Schlüssel von Azure hat, etwa einen langen Strich, den ein Programm aus zwei Bindestrichen gemacht hat.
    .tip = Von der Stelle kopieren, an der er zuerst stand.

# Das Zertifikat.
azure-certificate-missing = Die Ausgabe nennt die Datei { $file }, in der das Zertifikat und der private Schlüssel stehen. Sie fehlt noch, und keine Datei wird geöffnet, nur weil eine andere sie nennt.
    .tip = Auch diese Datei importieren.
azure-certificate-not-pem = Das Zertifikat ist kein PEM-Text: Es gibt keine Zeile -----BEGIN CERTIFICATE-----.
    .tip = Die PEM- oder PFX-Datei selbst importieren.
azure-certificate-cut = Das Zertifikat oder der Schlüssel beginnt, endet aber nicht: Es gibt keine Zeile -----END darin.
    .tip = Den ganzen Text kopieren oder die Datei importieren.
azure-certificate-without-key = Das ist ein Zertifikat ohne seinen privaten Schlüssel, der zum Anmelden gebraucht wird.
    .tip = Die PEM-Datei importieren, die beides enthält, oder die PFX-Datei. Zu Azure hochgeladen wird nur der öffentliche Teil.
azure-key-without-certificate = Es gibt einen privaten Schlüssel, aber kein Zertifikat.
    .tip = Eine Datei importieren, die beides enthält, oder das Zertifikat zum Schlüssel.
azure-certificate-password = { $given ->
        [yes] Das Kennwort öffnet das Zertifikat nicht.
       *[no] Das Zertifikat oder sein privater Schlüssel ist mit einem Kennwort geschützt.
    }
    .tip = Das Kennwort eintragen, das beim Export der Datei vergeben wurde.
azure-certificate-password-unused = Das Zertifikat ist nicht mit einem Kennwort geschützt; das angegebene wird nicht gebraucht.
azure-certificate-protection = Das Zertifikat ist auf eine Weise geschützt, die hier nicht geöffnet werden kann.
    .tip = Mit AES-256 neu exportieren oder in PEM umwandeln: openssl pkcs12 -in certificate.pfx -nodes -out certificate.pem
azure-certificate-ber = Die PFX-Datei ist in einer älteren Kodierung (BER), die hier nicht gelesen werden kann.
    .tip = In PEM umwandeln: openssl pkcs12 -in certificate.pfx -nodes -out certificate.pem
azure-certificate-too-much = Die Datei verlangt zum Öffnen mehr Arbeit als jedes Programm, das Zertifikate erzeugt, oder ist zu groß. Sie wurde nicht geöffnet.
    .tip = Das Zertifikat neu exportieren.
azure-certificate-damaged = Das Zertifikat oder sein privater Schlüssel ist nicht lesbar: beschädigt oder unvollständig.
    .tip = Die Datei noch einmal importieren, wie sie exportiert wurde.
azure-certificate-old-encryption = Der private Schlüssel ist in der älteren PEM-Form verschlüsselt (Proc-Type: 4,ENCRYPTED), die hier nicht geöffnet werden kann.
    .tip = In die heutige Form bringen: openssl pkcs8 -topk8 -in key.pem -out key8.pem
azure-key-not-rsa = Der private Schlüssel ist kein RSA-Schlüssel. Azure nimmt für diese Anmeldung nur RSA-Schlüssel.
    .tip = Ein Zertifikat mit einem RSA-Schlüssel von 2048 oder 4096 Bit erzeugen.
azure-key-size = Der RSA-Schlüssel hat { $bits } Bit; verwendbar sind 2048 bis 4096 Bit in Schritten von 512.
    .tip = Ein Zertifikat mit einem RSA-Schlüssel von 2048 oder 4096 Bit erzeugen.
azure-key-exponent = Der RSA-Schlüssel hat einen öffentlichen Exponenten unter 65537, der nicht sicher verwendet werden kann.
    .tip = Ein Zertifikat mit einem neuen RSA-Schlüssel erzeugen.
azure-certificate-mismatch = Der private Schlüssel gehört zu einem anderen Zertifikat als dem daneben.
    .tip = Schlüssel und Zertifikat importieren, die zusammen erzeugt wurden.
azure-certificate-expired = Das Zertifikat endete am { $until }.
    .tip = Ein neues Zertifikat erzeugen und seinen öffentlichen Teil zur Anwendung hochladen.
azure-certificate-not-yet-valid = Das Zertifikat gilt erst ab { $from }.
    .tip = So lange warten, oder die Uhr dieses Rechners mit der richtigen Zeit vergleichen.
azure-certificate-expires-soon = { $count ->
        [0] Das Zertifikat endet binnen eines Tages, am { $until }.
        [one] Das Zertifikat endet in einem Tag, am { $until }.
       *[other] Das Zertifikat endet in { $count } Tagen, am { $until }.
    }
    .tip = Rechtzeitig ein neues Zertifikat erzeugen und seinen öffentlichen Teil zur Anwendung hochladen.
