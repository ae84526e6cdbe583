# Sentences of the live check and of its fixes. A problem names the thing, the reason and the next step.

# Signing in.
azure-wrong-secret = Microsoft did not accept the client secret. It is not a secret of the application { $client }, or it was replaced. Copy the column "Value" and not the "Secret ID", or create a new secret. If the secret was made in the last minutes, wait a few minutes and check again.
azure-secret-expired = The client secret has expired. Create a new one for the application { $client } and give that.
azure-app-not-found = There is no application { $client } in the tenant { $tenant }. The client ID is wrong, the tenant is another one, or an object ID was pasted in place of the application (client) ID. If the application was made in the last minutes, wait a few minutes and check again.
azure-app-disabled = The application { $client } is disabled in the tenant { $tenant }. An administrator can enable it in Microsoft Entra under Enterprise applications.
azure-app-not-accessible = The application { $client } cannot be used at this time. An administrator of the tenant { $tenant } has to look at it.
azure-tenant-not-found = Microsoft does not know the tenant { $tenant } in the cloud { $cloud }. Compare the tenant ID with the one in Microsoft Entra, and check whether the tenant belongs to another cloud.
azure-conditional-access = A Conditional Access or security policy of the tenant { $tenant } blocks this sign-in, for instance because of the network that it comes from. This says nothing about the secret or certificate. XOAP's servers may be allowed even if this computer is not, and the other way round: check from a network that the policy allows, or ask the administrator.
azure-certificate-not-registered = The certificate is not registered with the application { $client }. Upload its public part in Microsoft Entra under App registrations, Certificates & secrets.
azure-certificate-invalid = Microsoft did not accept the signed sign-in: the certificate is invalid or expired, was replaced, or its subject is not authorised for the application { $client }.
azure-clock-refused = Microsoft says that the time in the signed sign-in is wrong. Compare this computer's clock with the right time.
azure-request-not-accepted = Microsoft found the sign-in incomplete. This says nothing about the secret or certificate; please report it.
azure-public-client = The application { $client } is registered as a public client, which may not sign in with a secret or certificate. Turn off "Allow public client flows" in its registration, or use another application.
azure-wrong-scope = The resource manager of the cloud { $cloud } is not known in the tenant { $tenant }, or may not be asked for there. Choose the cloud that the subscription belongs to.
azure-wrong-cloud = The tenant { $tenant } belongs to another national cloud than { $cloud }. Choose the cloud that the subscription belongs to.
azure-user-sign-in = Microsoft answered as if a person had signed in, not an application. This says nothing about the secret or certificate; check again later.
azure-transient = Microsoft's sign-in service is out of order for the moment. This says nothing about the secret or certificate. Check again in a few minutes.
azure-throttled-sign-in = Microsoft's sign-in service had too many sign-ins of this application and takes none at the moment. This says nothing about the secret or certificate. Wait some minutes and check again.
azure-sign-in-refused = Microsoft did not accept the sign-in of the application { $client }.
azure-sign-in-not-possible = Nothing was sent: the sign-in cannot be made from these values. Look at the tenant ID, the client ID and the certificate.
azure-said = Microsoft says: { $message }
azure-said-ids = Trace ID: { $trace }, correlation ID: { $correlation }.

# Answers.
azure-throttled = { $host } had too many requests and did not answer, also after waiting. Check again later.
azure-service-error = { $host } is out of order (status { $status }). Check again later.
azure-unexpected-answer = The answer of { $host } (status { $status }) was not one to the question. Try again; if it stays so, something in between may have answered.
azure-truncated-answer = The answer of { $host } (status { $status }) broke off. Try again.
azure-token-not-accepted = { $host } did not accept the access token that Microsoft had just issued ({ $message }).
azure-access-refused = { $host } refused the question ({ $message }).
azure-not-found = { $host } does not find what was asked about ({ $message }).
azure-conditional-access-arm = { $host } wants another sign-in because of a policy of the tenant ({ $message }). This says nothing about the secret or certificate. Check from a network that the policy allows.
azure-no-role-arm = The service principal has no role that lets it ask this ({ $message }). A role that was assigned in the last minutes may not count yet.
azure-tenant-mismatch-arm = The subscription belongs to another tenant, { $tenant }. Give that tenant and an application of it ({ $message }).
azure-subscription-not-found-arm = Azure does not find the subscription: its ID is wrong, it belongs to another cloud, or the service principal has no role in it ({ $message }).
azure-resource-group-not-found-arm = Azure does not find the resource group ({ $message }).
azure-list-incomplete = { $host } gave a list that does not come to an end or goes on at another place. It was read as far as that was safe, so something may be missing in it.

# The subscription.
azure-subscription-ok = The subscription { $name } ({ $subscription }) is enabled.
azure-subscription-past-due = The subscription { $name } ({ $subscription }) is in the state { $state }. Reading works; Azure may refuse changes until the bill is settled.
azure-subscription-state = The subscription { $name } ({ $subscription }) is in the state { $state }, which is none that Microsoft documents.
azure-subscription-unread = The answer about the subscription could not be read, so its state is not known.
azure-subscription-disabled = The subscription { $name } ({ $subscription }) is in the state { $state }, so Azure refuses every change in it.
    .tip = The account's owner can reactivate it in the portal under Subscriptions; or give another subscription.
azure-tenant-mismatch = The subscription { $subscription } belongs to another tenant than the one that was signed in to. The right tenant is { $tenant }.
    .tip = Give that tenant with an application of it, or another subscription.
azure-subscription-ambiguous = The service principal sees { $count } subscriptions and none is given: { $list }
    .tip = Give the one in which images are built.
azure-no-subscription = The service principal sees no subscription, so it has no role in any. Assign it a role on the subscription in which images are built; a role that was assigned in the last minutes may not count yet.
azure-resource-group-not-found = There is no resource group { $group } in the subscription.
    .tip = Create it, correct its name, or leave it empty so that builds make their own.
azure-enabled-met = The subscription { $subscription } is enabled.
azure-enabled-unmet = The subscription { $subscription } is in the state { $state }.
azure-enabled-undetermined = It could not be found out whether the subscription { $subscription } takes changes. Its state: { $state }
azure-enabled-fix = Reactivate the subscription in the portal under Subscriptions, or give another one.

# Permissions.
azure-not-granted = No role of the service principal at { $scope } has this permission.
azure-no-role-assigned = No role is assigned to the service principal at { $scope }. If its role is on one resource group only, give that group as the build resource group and check again. A role that was assigned in the last minutes may not count yet.
azure-no-role-assigned-in-group = No role is assigned to the service principal at { $scope } or on its subscription. A role that was assigned in the last minutes may not count yet.
azure-granted-in-group = Granted on the resource group. Azure keeps the marketplace's images at the subscription; without a role there a build cannot look up the newest version.
azure-deny-assignment = A role grants it, but the deny assignment "{ $name }" refuses it. No further role helps against that; whoever manages the deny assignment has to make an exception.
azure-deny-assignment-unclear = A role grants it, but the deny assignment "{ $name }" may refuse it: it names groups or a scope of which this check cannot tell whether they apply.
azure-deny-unread = Deny assignments could not be read, so one of them may refuse it all the same. { $why }
azure-role-condition = A role grants it, but an assignment of the service principal has a condition, and it could not be found out whether this permission hangs on it.
azure-odd-element = The list of permissions holds an entry that could not be read, so it could not be found out whether it grants this.
azure-odd-pattern = A role names this permission with an asterisk in a place where the permission has no part, as Managed Identity Operator does. It is not known whether Azure counts it.

# Beyond need, and roles.
azure-excess-owner = The role Owner on { $scope } can give every permission to anybody. No build needs that.
azure-excess-give-roles = It can assign roles on { $scope }, so a stolen key could give itself everything. No build needs that.
azure-excess-elevate = It can raise its own access to all subscriptions of the tenant. No build needs that.
azure-excess-everything = A role grants everything on { $scope }, the assignment of roles included. No build needs that.
azure-role-contributor = The service principal has the role Contributor, as the prerequisites ask for. All its roles: { $roles }
azure-roles-held = The roles that reach the service principal here: { $roles }
azure-roles-suffice = The roles of the service principal suffice, although Contributor is not among them: { $roles }

# Resource providers.
azure-provider-met = The resource provider { $namespace } is registered.
azure-provider-unmet = The resource provider { $namespace } is not registered in the subscription (state { $state }), so deployments that use it fail.
azure-provider-registering = The resource provider { $namespace } is being registered. Check again in a few minutes.
azure-provider-undetermined = It could not be found out whether the resource provider { $namespace } is registered.
azure-provider-fix = Run: { $command } — it takes effect after a few minutes.

# Fixes.
azure-fix-policy = Custom role "{ $role }" with exactly what is missing, for az role definition create and New-AzRoleDefinition
azure-fix-custom-role = Create the custom role "{ $role }" with exactly what is missing, and assign it
azure-fix-contributor = Assign the published role Contributor instead (it holds more than what is missing)
azure-fix-register = Register the resource providers that the subscription lacks
azure-fix-secret = Add a new client secret; the existing ones stay
azure-fix-certificate = Register the certificate with the application; the existing ones stay
azure-fix-console = Steps in the portal
azure-fix-note = Message to the administrator
azure-script-wait = A new role is known everywhere after a minute or two; if the next command does not find it, run it again.
azure-script-append = This adds to what is there. Do not run "az ad sp create-for-rbac" again for the same name: that deletes all existing passwords of the application.
azure-script-public-part = The file holds the certificate only, without its private key.

azure-some-subscription = the subscription in which images are built
azure-step-role = Open { $scope } in the portal, Access control (IAM), Add, Add custom role; name it "{ $role }" and choose exactly these permissions: { $permissions }
azure-step-assign = In the same place choose Add, Add role assignment, that role (or { $contributor }, which holds more), and as member the application { $client }.
azure-step-refused = Open Access control (IAM), Deny assignments, of the subscription { $subscription }, and have an exception made for the application { $client }. Refused are: { $refused }
azure-step-register = Open Subscriptions, { $subscription }, Resource providers, and register: { $namespaces }
azure-step-secret = Open Microsoft Entra, App registrations, the application { $client }, Certificates & secrets, New client secret. Copy the column "Value" at once; it is shown only this time. Do not create the application again with the same name: that deletes its other secrets.
azure-step-certificate = Open Microsoft Entra, App registrations, the application { $client }, Certificates & secrets, Certificates, Upload certificate, and choose the file without the private key.

azure-note-start = Hello, the application { $client } is to build machine images in Azure. A check found that the following is missing:
azure-note-actions = On { $scope }, these permissions (a custom role with exactly them is enough):
azure-note-refused = Deny assignments refuse these in spite of a role; an exception for the application is needed:
azure-note-register = In the subscription { $subscription }, these resource providers are not registered:
azure-note-secret = A new client secret: the present one has expired or is not accepted. Please add one (az ad app credential reset --append) and do not run create-for-rbac again for the same name, which deletes the existing passwords.
azure-note-certificate = The public part of the certificate, to be uploaded with the application: it is not accepted as it is.
azure-note-end = Changes take effect within a few minutes. Thank you.

# Groups of permissions.
azure-group-resources = Resource groups and deployments
    .detail = The place of a build and the deployment that creates its machine.
azure-group-machines = Machines
    .detail = Starting, configuring and removing the build machine.
azure-group-disks = Disks
    .detail = The build machine's disks and their snapshots.
azure-group-images = Images
    .detail = Finding base images and making new ones.
azure-group-network = Network
    .detail = Networks, addresses and interfaces.
azure-group-vault = Key vault
    .detail = The WinRM certificate of Windows machines.
azure-group-storage = Storage
    .detail = The storage account that takes VHD files.
azure-group-identity = Managed identities
    .detail = Running the build machine under an identity.
azure-group-access = Roles
    .detail = Lets this check see roles and deny assignments.
