# Sätze der Prüfung und ihrer Lösungen. Ein Problem nennt die Sache, den Grund und den nächsten Schritt.

# Anmeldung.
azure-wrong-secret = Microsoft hat den geheimen Clientschlüssel nicht angenommen. Er gehört nicht zur Anwendung { $client }, oder er wurde ersetzt. Kopieren Sie die Spalte „Wert“ und nicht die „Geheime ID“, oder legen Sie einen neuen Schlüssel an. Wurde er in den letzten Minuten angelegt, warten Sie einige Minuten und prüfen Sie noch einmal.
azure-secret-expired = Der geheime Clientschlüssel ist abgelaufen. Legen Sie für die Anwendung { $client } einen neuen an und geben Sie diesen an.
azure-app-not-found = Es gibt keine Anwendung { $client } im Mandanten { $tenant }. Die Client-ID ist falsch, der Mandant ist ein anderer, oder es wurde eine Objekt-ID anstelle der Anwendungs-ID (Client-ID) eingefügt. Wurde die Anwendung in den letzten Minuten angelegt, warten Sie einige Minuten und prüfen Sie noch einmal.
azure-app-disabled = Die Anwendung { $client } ist im Mandanten { $tenant } deaktiviert. Ein Administrator kann sie in Microsoft Entra unter Unternehmensanwendungen aktivieren.
azure-app-not-accessible = Die Anwendung { $client } kann zurzeit nicht verwendet werden. Ein Administrator des Mandanten { $tenant } muss sie sich ansehen.
azure-tenant-not-found = Microsoft kennt den Mandanten { $tenant } in der Cloud { $cloud } nicht. Vergleichen Sie die Mandanten-ID mit der in Microsoft Entra, und prüfen Sie, ob der Mandant zu einer anderen Cloud gehört.
azure-conditional-access = Eine Richtlinie für bedingten Zugriff oder Sicherheit des Mandanten { $tenant } sperrt diese Anmeldung, etwa wegen des Netzwerks, aus dem sie kommt. Das sagt nichts über den Schlüssel oder das Zertifikat. XOAPs Server können zugelassen sein, auch wenn dieser Rechner es nicht ist, und umgekehrt: Prüfen Sie aus einem Netzwerk, das die Richtlinie zulässt, oder fragen Sie den Administrator.
azure-certificate-not-registered = Das Zertifikat ist bei der Anwendung { $client } nicht hinterlegt. Laden Sie seinen öffentlichen Teil in Microsoft Entra unter App-Registrierungen, Zertifikate & Geheimnisse hoch.
azure-certificate-invalid = Microsoft hat die signierte Anmeldung nicht angenommen: Das Zertifikat ist ungültig oder abgelaufen, wurde ersetzt, oder sein Antragsteller ist für die Anwendung { $client } nicht zugelassen.
azure-clock-refused = Microsoft sagt, dass die Zeit in der signierten Anmeldung falsch ist. Vergleichen Sie die Uhr dieses Rechners mit der richtigen Zeit.
azure-request-not-accepted = Microsoft fand die Anmeldung unvollständig. Das sagt nichts über den Schlüssel oder das Zertifikat; bitte melden Sie es.
azure-public-client = Die Anwendung { $client } ist als öffentlicher Client registriert, der sich nicht mit Schlüssel oder Zertifikat anmelden darf. Schalten Sie in ihrer Registrierung „Öffentliche Clientflows zulassen“ aus, oder verwenden Sie eine andere Anwendung.
azure-wrong-scope = Der Ressourcen-Manager der Cloud { $cloud } ist im Mandanten { $tenant } nicht bekannt oder darf dort nicht angefragt werden. Wählen Sie die Cloud, zu der das Abonnement gehört.
azure-wrong-cloud = Der Mandant { $tenant } gehört zu einer anderen nationalen Cloud als { $cloud }. Wählen Sie die Cloud, zu der das Abonnement gehört.
azure-user-sign-in = Microsoft antwortete, als hätte sich eine Person angemeldet und keine Anwendung. Das sagt nichts über den Schlüssel oder das Zertifikat; prüfen Sie später noch einmal.
azure-transient = Microsofts Anmeldedienst ist zurzeit gestört. Das sagt nichts über den Schlüssel oder das Zertifikat. Prüfen Sie in einigen Minuten noch einmal.
azure-throttled-sign-in = Microsofts Anmeldedienst hatte zu viele Anmeldungen dieser Anwendung und nimmt zurzeit keine an. Das sagt nichts über den Schlüssel oder das Zertifikat. Warten Sie einige Minuten und prüfen Sie noch einmal.
azure-sign-in-refused = Microsoft hat die Anmeldung der Anwendung { $client } nicht angenommen.
azure-sign-in-not-possible = Es wurde nichts gesendet: Aus diesen Werten lässt sich keine Anmeldung bilden. Sehen Sie sich Mandanten-ID, Client-ID und Zertifikat an.
azure-said = Microsoft sagt: { $message }
azure-said-ids = Ablaufverfolgungs-ID: { $trace }, Korrelations-ID: { $correlation }.

# Antworten.
azure-throttled = { $host } hatte zu viele Anfragen und antwortete auch nach Warten nicht. Prüfen Sie später noch einmal.
azure-service-error = { $host } ist gestört (Status { $status }). Prüfen Sie später noch einmal.
azure-unexpected-answer = Die Antwort von { $host } (Status { $status }) war keine auf die Frage. Versuchen Sie es noch einmal; bleibt es dabei, hat vielleicht etwas dazwischen geantwortet.
azure-truncated-answer = Die Antwort von { $host } (Status { $status }) brach ab. Versuchen Sie es noch einmal.
azure-token-not-accepted = { $host } hat das Zugriffstoken nicht angenommen, das Microsoft eben ausgestellt hatte ({ $message }).
azure-access-refused = { $host } hat die Frage abgelehnt ({ $message }).
azure-not-found = { $host } findet nicht, wonach gefragt wurde ({ $message }).
azure-conditional-access-arm = { $host } verlangt wegen einer Richtlinie des Mandanten eine andere Anmeldung ({ $message }). Das sagt nichts über den Schlüssel oder das Zertifikat. Prüfen Sie aus einem Netzwerk, das die Richtlinie zulässt.
azure-no-role-arm = Der Dienstprinzipal hat keine Rolle, mit der er das fragen darf ({ $message }). Eine in den letzten Minuten zugewiesene Rolle gilt vielleicht noch nicht.
azure-tenant-mismatch-arm = Das Abonnement gehört zu einem anderen Mandanten, { $tenant }. Geben Sie diesen Mandanten und eine Anwendung daraus an ({ $message }).
azure-subscription-not-found-arm = Azure findet das Abonnement nicht: Seine ID ist falsch, es gehört zu einer anderen Cloud, oder der Dienstprinzipal hat keine Rolle darin ({ $message }).
azure-resource-group-not-found-arm = Azure findet die Ressourcengruppe nicht ({ $message }).
azure-list-incomplete = { $host } gab eine Liste, die nicht endet oder an einem anderen Ort weitergeht. Sie wurde gelesen, so weit das sicher war; es kann also etwas darin fehlen.

# Das Abonnement.
azure-subscription-ok = Das Abonnement { $name } ({ $subscription }) ist aktiviert.
azure-subscription-past-due = Das Abonnement { $name } ({ $subscription }) ist im Zustand { $state }. Lesen geht; Änderungen kann Azure ablehnen, bis die Rechnung beglichen ist.
azure-subscription-state = Das Abonnement { $name } ({ $subscription }) ist im Zustand { $state }, den Microsoft nicht beschreibt.
azure-subscription-unread = Die Antwort über das Abonnement ließ sich nicht lesen; sein Zustand ist also nicht bekannt.
azure-subscription-disabled = Das Abonnement { $name } ({ $subscription }) ist im Zustand { $state }; Azure lehnt darin jede Änderung ab.
    .tip = Der Besitzer des Kontos kann es im Portal unter Abonnements reaktivieren; oder geben Sie ein anderes Abonnement an.
azure-tenant-mismatch = Das Abonnement { $subscription } gehört zu einem anderen Mandanten als dem, bei dem angemeldet wurde. Der richtige Mandant ist { $tenant }.
    .tip = Geben Sie diesen Mandanten mit einer Anwendung daraus an, oder ein anderes Abonnement.
azure-subscription-ambiguous = Der Dienstprinzipal sieht { $count } Abonnements, und keines ist angegeben: { $list }
    .tip = Geben Sie das Abonnement an, in dem Images gebaut werden.
azure-no-subscription = Der Dienstprinzipal sieht kein Abonnement, hat also in keinem eine Rolle. Weisen Sie ihm eine Rolle in dem Abonnement zu, in dem Images gebaut werden; eine in den letzten Minuten zugewiesene Rolle gilt vielleicht noch nicht.
azure-resource-group-not-found = Es gibt keine Ressourcengruppe { $group } im Abonnement.
    .tip = Legen Sie sie an, berichtigen Sie ihren Namen, oder lassen Sie das Feld leer, damit Builds eigene anlegen.
azure-enabled-met = Das Abonnement { $subscription } ist aktiviert.
azure-enabled-unmet = Das Abonnement { $subscription } ist im Zustand { $state }.
azure-enabled-undetermined = Es ließ sich nicht herausfinden, ob das Abonnement { $subscription } Änderungen annimmt. Sein Zustand: { $state }
azure-enabled-fix = Reaktivieren Sie das Abonnement im Portal unter Abonnements, oder geben Sie ein anderes an.

# Berechtigungen.
azure-not-granted = Keine Rolle des Dienstprinzipals auf { $scope } hat diese Berechtigung.
azure-no-role-assigned = Dem Dienstprinzipal ist auf { $scope } keine Rolle zugewiesen. Liegt seine Rolle nur auf einer Ressourcengruppe, geben Sie diese als Ressourcengruppe der Builds an und prüfen Sie noch einmal. Eine in den letzten Minuten zugewiesene Rolle gilt vielleicht noch nicht.
azure-no-role-assigned-in-group = Dem Dienstprinzipal ist weder auf { $scope } noch auf dessen Abonnement eine Rolle zugewiesen. Eine in den letzten Minuten zugewiesene Rolle gilt vielleicht noch nicht.
azure-granted-in-group = Auf der Ressourcengruppe gewährt. Die Images des Marketplace führt Azure beim Abonnement; ohne Rolle dort kann ein Build die neueste Version nicht nachschlagen.
azure-deny-assignment = Eine Rolle gewährt es, aber die Ablehnungszuweisung „{ $name }“ lehnt es ab. Dagegen hilft keine weitere Rolle; wer die Ablehnungszuweisung verwaltet, muss eine Ausnahme machen.
azure-deny-assignment-unclear = Eine Rolle gewährt es, aber die Ablehnungszuweisung „{ $name }“ kann es ablehnen: Sie nennt Gruppen oder einen Bereich, von denen diese Prüfung nicht sagen kann, ob sie gelten.
azure-deny-unread = Ablehnungszuweisungen ließen sich nicht lesen; eine davon kann es trotzdem ablehnen. { $why }
azure-role-condition = Eine Rolle gewährt es, aber eine Zuweisung des Dienstprinzipals hat eine Bedingung, und es ließ sich nicht herausfinden, ob diese Berechtigung daran hängt.
azure-odd-element = Die Liste der Berechtigungen enthält einen Eintrag, der sich nicht lesen ließ; ob er dies gewährt, ist nicht bekannt.
azure-odd-pattern = Eine Rolle nennt diese Berechtigung mit einem Stern an einer Stelle, an der die Berechtigung keinen Teil hat, wie es Managed Identity Operator tut. Ob Azure das gelten lässt, ist nicht bekannt.

# Mehr als nötig, und Rollen.
azure-excess-owner = Die Rolle Owner (Besitzer) auf { $scope } kann jedem jede Berechtigung geben. Kein Build braucht das.
azure-excess-give-roles = Sie kann auf { $scope } Rollen zuweisen, sodass ein gestohlener Schlüssel sich alles geben könnte. Kein Build braucht das.
azure-excess-elevate = Sie kann ihren eigenen Zugriff auf alle Abonnements des Mandanten erhöhen. Kein Build braucht das.
azure-excess-everything = Eine Rolle gewährt auf { $scope } alles, auch das Zuweisen von Rollen. Kein Build braucht das.
azure-role-contributor = Der Dienstprinzipal hat die Rolle Contributor (Mitwirkender), wie die Voraussetzungen es verlangen. Alle seine Rollen: { $roles }
azure-roles-held = Die Rollen, die für den Dienstprinzipal hier gelten: { $roles }
azure-roles-suffice = Die Rollen des Dienstprinzipals reichen aus, obwohl Contributor (Mitwirkender) nicht dabei ist: { $roles }

# Ressourcenanbieter.
azure-provider-met = Der Ressourcenanbieter { $namespace } ist registriert.
azure-provider-unmet = Der Ressourcenanbieter { $namespace } ist im Abonnement nicht registriert (Zustand { $state }); Bereitstellungen, die ihn verwenden, scheitern.
azure-provider-registering = Der Ressourcenanbieter { $namespace } wird gerade registriert. Prüfen Sie in einigen Minuten noch einmal.
azure-provider-undetermined = Es ließ sich nicht herausfinden, ob der Ressourcenanbieter { $namespace } registriert ist.
azure-provider-fix = Ausführen: { $command } — es wirkt nach einigen Minuten.

# Lösungen.
azure-fix-policy = Benutzerdefinierte Rolle „{ $role }“ mit genau dem, was fehlt, für az role definition create und New-AzRoleDefinition
azure-fix-custom-role = Die benutzerdefinierte Rolle „{ $role }“ mit genau dem anlegen, was fehlt, und sie zuweisen
azure-fix-contributor = Stattdessen die veröffentlichte Rolle Contributor zuweisen (sie enthält mehr, als fehlt)
azure-fix-register = Die Ressourcenanbieter registrieren, die im Abonnement fehlen
azure-fix-secret = Einen neuen geheimen Clientschlüssel hinzufügen; die vorhandenen bleiben
azure-fix-certificate = Das Zertifikat bei der Anwendung hinterlegen; die vorhandenen bleiben
azure-fix-console = Schritte im Portal
azure-fix-note = Nachricht an den Administrator
azure-script-wait = Eine neue Rolle ist nach ein, zwei Minuten überall bekannt; findet der nächste Befehl sie nicht, führen Sie ihn noch einmal aus.
azure-script-append = Das kommt zu dem Vorhandenen hinzu. Führen Sie „az ad sp create-for-rbac“ nicht noch einmal für denselben Namen aus: Das löscht alle vorhandenen Kennwörter der Anwendung.
azure-script-public-part = Die Datei enthält nur das Zertifikat, ohne seinen privaten Schlüssel.

azure-some-subscription = dem Abonnement, in dem Images gebaut werden
azure-step-role = Öffnen Sie im Portal die Zugriffssteuerung (IAM) auf { $scope }, wählen Sie Hinzufügen, Benutzerdefinierte Rolle hinzufügen; nennen Sie sie „{ $role }“ und wählen Sie genau diese Berechtigungen: { $permissions }
azure-step-assign = Wählen Sie an derselben Stelle Hinzufügen, Rollenzuweisung hinzufügen, diese Rolle (oder { $contributor }, die mehr enthält), und als Mitglied die Anwendung { $client }.
azure-step-refused = Öffnen Sie Zugriffssteuerung (IAM), Ablehnungszuweisungen, des Abonnements { $subscription }, und lassen Sie eine Ausnahme für die Anwendung { $client } machen. Abgelehnt wird: { $refused }
azure-step-register = Öffnen Sie Abonnements, { $subscription }, Ressourcenanbieter, und registrieren Sie: { $namespaces }
azure-step-secret = Öffnen Sie Microsoft Entra, App-Registrierungen, die Anwendung { $client }, Zertifikate & Geheimnisse, Neuer geheimer Clientschlüssel. Kopieren Sie sofort die Spalte „Wert“; sie wird nur dieses Mal gezeigt. Legen Sie die Anwendung nicht noch einmal mit demselben Namen an: Das löscht ihre anderen Schlüssel.
azure-step-certificate = Öffnen Sie Microsoft Entra, App-Registrierungen, die Anwendung { $client }, Zertifikate & Geheimnisse, Zertifikate, Zertifikat hochladen, und wählen Sie die Datei ohne den privaten Schlüssel.

azure-note-start = Guten Tag, die Anwendung { $client } soll in Azure Maschinen-Images bauen. Eine Prüfung ergab, dass Folgendes fehlt:
azure-note-actions = Auf { $scope } diese Berechtigungen (eine benutzerdefinierte Rolle mit genau diesen genügt):
azure-note-refused = Ablehnungszuweisungen lehnen dies trotz einer Rolle ab; nötig ist eine Ausnahme für die Anwendung:
azure-note-register = Im Abonnement { $subscription } sind diese Ressourcenanbieter nicht registriert:
azure-note-secret = Ein neuer geheimer Clientschlüssel: Der jetzige ist abgelaufen oder wird nicht angenommen. Bitte fügen Sie einen hinzu (az ad app credential reset --append) und führen Sie create-for-rbac nicht noch einmal für denselben Namen aus, denn das löscht die vorhandenen Kennwörter.
azure-note-certificate = Der öffentliche Teil des Zertifikats, der bei der Anwendung hochzuladen ist: So, wie es ist, wird es nicht angenommen.
azure-note-end = Änderungen wirken innerhalb weniger Minuten. Vielen Dank.

# Gruppen von Berechtigungen.
azure-group-resources = Ressourcengruppen und Bereitstellungen
    .detail = Der Ort eines Builds und die Bereitstellung, die seine Maschine anlegt.
azure-group-machines = Maschinen
    .detail = Die Build-Maschine starten, einrichten und entfernen.
azure-group-disks = Datenträger
    .detail = Die Datenträger der Build-Maschine und ihre Momentaufnahmen.
azure-group-images = Images
    .detail = Basis-Images finden und neue erzeugen.
azure-group-network = Netzwerk
    .detail = Netzwerke, Adressen und Schnittstellen.
azure-group-vault = Schlüsseltresor
    .detail = Das WinRM-Zertifikat von Windows-Maschinen.
azure-group-storage = Speicher
    .detail = Das Speicherkonto, das VHD-Dateien aufnimmt.
azure-group-identity = Verwaltete Identitäten
    .detail = Die Build-Maschine unter einer Identität ausführen.
azure-group-access = Rollen
    .detail = Lässt diese Prüfung Rollen und Ablehnungszuweisungen sehen.
