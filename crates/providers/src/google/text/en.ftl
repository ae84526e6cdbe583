# Sentences about Google Cloud. A problem names the thing, the reason and the next step.

google-accepts = a Google Cloud service account key file (JSON)
google-variant = Service account key (JSON file)
google-provenance = { $origin }, member { $name }
google-provenance-file = { $origin }

# The form.
google-field-credentials_json = Key file
    .hint = The JSON file that Google's console downloaded. Drop it, choose it or paste it.
google-field-project_id = Project of the key
    .hint = The project in which the service account lives.
google-field-client_email = Service account
    .hint = The account that the key belongs to.
google-field-private_key_id = Key ID
    .hint = Shown beside the key in the console, to find and delete it.
google-field-client_id = Unique ID of the account
    .hint = A number that Google gave the account.
google-field-token_uri = Sign-in address in the file
    .hint = Read and shown only. The check signs in at Google's own address.
google-field-universe_domain = Universe
    .hint = googleapis.com for Google Cloud itself.
google-field-private_key = Private key
    .hint = Read from the key file; never shown.
google-field-project = Project for image builds
    .hint = Leave it empty to use the project of the key.
google-field-zone = Zone
    .hint = Where build machines run.
google-field-region = Region
    .hint = The region of the subnet; taken from the zone when it is empty.
google-field-network = Network
    .hint = The network that build machines use. Empty means default.
google-field-service_account_email = Service account of build machines
    .hint = The account that build machines run as. Empty means the project's default account.
google-field-host_project = Host project
    .hint = The project that shares its network.
google-field-subnet = Subnet
    .hint = The shared subnet's name, or its whole path.

# Choices.
google-purpose-image-management = Image Management
    .detail = Builds machine images: machines, disks, images and the network are needed.
google-purpose-scripted-actions = Scripted Actions
    .detail = Runs your own scripts. What they need varies with the script; only what every script needs is checked.
google-option-iap = Identity-Aware Proxy
    .detail = Build machines without a public address are reached through a tunnel.
google-option-shared-vpc = Shared VPC
    .detail = Build machines use a subnet of another project. Give that host project, the subnet and its region.
google-option-os-login = OS Login
    .detail = Needed where the project demands OS Login.
google-option-export = Export and import
    .detail = Images are written to or read from Cloud Storage.

google-group-instances = Machines
    .detail = Starting, configuring and removing the build machine.
google-group-disks = Disks
    .detail = The build machine's disks.
google-group-images = Images
    .detail = Finding base images and making new ones.
google-group-network = Network
    .detail = Networks, subnets and addresses.
google-group-operations = Project and operations
    .detail = Reading the project and waiting for operations.
google-group-service-account = Service account
    .detail = Running machines as a service account.
google-group-storage = Storage
    .detail = Buckets and objects of Cloud Storage.
google-group-access = Access to machines
    .detail = Ways into the build machine.

# The guide.
google-guide-apis = Enable the APIs
    .text = Image builds need Compute Engine. The check itself also asks IAM and Cloud Resource Manager.
google-guide-account = Create the service account
    .text = In the console: IAM & Admin, Service Accounts, Create Service Account. Give it a name of its own, only for this connection.
google-guide-roles = Grant the two roles
    .text = Compute Instance Admin (v1) for machines, disks and images; Service Account User so that machines may run as a service account.
google-guide-more-roles = Grant more roles only where you need them
    .text = Storage Admin for export to Cloud Storage, IAP-secured Tunnel User (roles/iap.tunnelResourceAccessor) for tunnels, Compute Network User on the host project or its subnet for Shared VPC.
google-guide-key = Create the key
    .text = In the console: the three dots beside the account, Manage keys, Add key, Create new key, JSON. The file is downloaded once; keep it safe.
google-guide-policy = If the key cannot be created
    .text = Organisations made since May 2024 forbid keys with the policy iam.disableServiceAccountKeyCreation. An organisation policy administrator can make an exception for this project.
google-guide-import = Import the file
    .text = Drop the file here, choose it, or paste its content. Then delete copies that you do not need.

# Reading.
google-json-unescaped = The key file stood inside a quoted text; the backslashes before its quotation marks were taken off.
google-json-line-feeds = Line breaks inside the key file's texts were read as \n, as JSON wants them.
google-json-base64 = The key file was in base64 and was decoded.
google-json-cut = The key file breaks off in line { $line }, column { $column }: the end is missing.
    .tip = Copy the whole file, from the first brace to the last one, or download a new key.
google-json-broken = The key file is no valid JSON in line { $line }, column { $column } ({ $detail }).
    .tip = Use the file as Google's console downloaded it, without editing it. If there is no such copy, download a new key.
google-name-twice = The key file has { $names } more than once; the last one was taken.
    .tip = Programs differ in which one they take. Use the file as the console downloaded it.
google-not-text = The member { $name } of the key file is not a text.
    .tip = Use the file as the console downloaded it, without editing it.
google-chat-links = Links that a chat program had put into { $names } were taken out.
    .tip = Send key files as files, not as text: a key that was in a chat should be replaced.
google-key-unescaped = The private key had \n in place of its line breaks; that was put right.
google-key-rewrapped = The lines of the private key had run together; that was put right.

google-type-missing = The key file does not say its type.
    .tip = A service account key has "type": "service_account". Use the file as the console downloaded it.
google-type-authorized-user = This is the personal sign-in of the gcloud command line (authorized_user), not a service account key. Nothing was contacted.
    .tip = Create a service account and download a key for it in JSON form.
google-type-external-account = This is a workload identity federation configuration (external_account), not a key. It names a place or a program to get a token from; nothing was contacted and nothing was run.
    .tip = The connection takes a service account key: create one in JSON form.
google-type-external-account-authorized-user = This is a sign-in through workforce identity federation (external_account_authorized_user), not a service account key. Nothing was contacted.
    .tip = Create a service account and download a key for it in JSON form.
google-type-impersonated = This configuration acts as a service account by means of another sign-in (impersonated_service_account); it holds no key of its own. Nothing was contacted.
    .tip = Create a key of the service account itself, in JSON form.
google-type-gdch = This is an identity of Google Distributed Cloud, air-gapped (gdch_service_account). It does not work with Google Cloud. Nothing was contacted.
    .tip = Create a service account in Google Cloud and download a key for it in JSON form.
google-type-oauth-client = This is an OAuth client (client_secret….json), which identifies an application that signs people in. It is not a service account key.
    .tip = In the console, go to IAM & Admin, Service Accounts, and create a key there in JSON form.
google-type-p12 = This is a key in P12 form, which the connection does not take.
    .tip = Create a new key for the service account and choose JSON.
google-type-unknown = The key file has the type { $type }, which is none that Google documents.
    .tip = A service account key has "type": "service_account". Use the file as the console downloaded it.

# Offline checks.
google-file-unreadable = The key file is no JSON object.
    .tip = Import the JSON file that Google's console downloaded.
google-project-missing = No project is given, and the key names none.
    .tip = Give the project in which images are built.
google-project-id-form = { $value } is not like a project ID: 6 to 30 lower-case letters, digits and hyphens, beginning with a letter.
    .tip = Compare it with the project ID (not the name) in the console's project list.
google-project-id-impossible = { $value } holds characters that no project ID has.
    .tip = Copy the project ID (not the name) from the console's project list.
google-project-number = { $value } is a project number. Google accepts it, but builds usually name the project ID.
    .tip = Copy the project ID from the console's project list.
google-project-differs = Images are built in { $project }, and the key comes from { $own }. That works when the service account has its permissions in { $project }.
google-email-impossible = { $value } cannot be an e-mail address of a service account.
    .tip = It looks like name@project.iam.gserviceaccount.com.
google-email-form = { $value } is not like the address of a service account.
    .tip = It looks like name@project.iam.gserviceaccount.com. Use the key file as the console downloaded it.
google-email-project = The account { $value } belongs to the project { $project }, but the file says { $own }. The file may have been edited.
    .tip = Use the key file as the console downloaded it.
google-email-default-account = { $value } is an account that Google made for a service; it often has wide permissions.
    .tip = Create a service account only for this connection.
google-key-id-missing = The key file has no private_key_id, so the key cannot be found in the console. Some programs refuse such a file.
    .tip = Use the key file as the console downloaded it.
google-key-id-form = The private_key_id is not 40 hexadecimal digits.
    .tip = Use the key file as the console downloaded it.
google-universe-other = The key belongs to the universe { $universe }, not to Google Cloud itself. Its services are not contacted on the word of a file.
    .tip = If this is right, give the addresses of all its services with --endpoints.
google-token-uri-foreign = The key file wants the signed sign-in sent to { $host }, which is not Google's. It is never contacted: the check signs in at oauth2.googleapis.com, or at the google.oauth address of --endpoints, and the delivered file holds Google's address.
    .tip = Find out where the file comes from. Google's own files have https://oauth2.googleapis.com/token.
google-token-uri-loopback = The key file wants the sign-in sent to { $host }, this computer, as test servers do. It is not contacted: the check signs in at oauth2.googleapis.com, or at the google.oauth address of --endpoints.
    .tip = Give the addresses of a test server with --endpoints. For a real connection, use the file as the console downloaded it.
google-token-uri-missing = The key file has no token_uri. The check does not need it, but some programs do.
    .tip = Google's own files have https://oauth2.googleapis.com/token.
google-url-foreign = The key file names { $host } as { $name }, which is not Google's. It is not contacted.
    .tip = Find out where the file comes from, or download a new key.
google-zone-form = { $value } is not like a zone.
    .tip = A zone looks like europe-west3-a.
google-region-form = { $value } is not like a region.
    .tip = A region looks like europe-west3.
google-zone-region = The zone belongs to the region { $zone }, but { $region } is given.
    .tip = Give the region of the zone.

google-key-not-pem = The private key does not begin with -----BEGIN PRIVATE KEY-----.
    .tip = Use the key file as the console downloaded it, without editing it.
google-key-cut = The private key breaks off: its end is missing.
    .tip = Use the whole file, or download a new key.
google-key-encrypted = The private key is protected by a password, so it cannot be used.
    .tip = Google's keys are not protected that way. Use the file as the console downloaded it.
google-key-elliptic = The private key is an elliptic-curve key. Service account keys of Google Cloud are RSA keys.
    .tip = Download a key in JSON form from the console.
google-key-other-algorithm = The private key is not an RSA key.
    .tip = Download a key in JSON form from the console.
google-key-public = There is a certificate or a public key in the place of the private key.
    .tip = Use the key file as the console downloaded it.
google-key-damaged = The private key is damaged: it cannot be read, or its numbers do not belong together.
    .tip = Use an unedited copy of the file, or download a new key and delete this one.
google-key-too-short = The private key has { $bits } bits; { $shortest } are needed for it to be safe.
    .tip = Download a new key.
google-key-too-long = The private key has { $bits } bits, more than this program can use.
    .tip = Create a key in the console: it has 2048 bits.
google-key-pkcs1 = The private key is in the older form PKCS#1. It works here; some programs take only PKCS#8, which Google issues.
google-key-text-before = There is text before the private key; it was passed over.

# Signing in.
google-signature-refused = Google did not accept the key's signature ({ $message }). The key was deleted or replaced, or the private key does not belong to this service account. Look for the key ID in the console, and create a new key if it is not there.
google-account-not-found = Google does not know the service account ({ $message }). It was deleted, or disabled together with its project.
google-account-disabled = The service account is disabled ({ $message }). Enable it in the console under IAM & Admin, Service Accounts.
google-client-gone = Google says that the account or its project is gone or disabled ({ $message }).
google-grant-refused = Google did not accept the sign-in and says: { $message }
google-delegation-needed = The service account may not get a token this way ({ $message }).
google-clock-refused = Google says that the time in the sign-in is wrong ({ $message }). Compare this computer's clock with the right time.
google-request-not-accepted = Google did not accept the form of the sign-in ({ $message }). This says nothing about the key; please report it.
google-universe-not-contacted = The key belongs to the universe { $universe }. Its services are contacted only at addresses that a person gives with --endpoints, so nothing was sent.

# Answers.
google-throttled = { $host } had too many requests and did not answer, also after waiting. Check again later.
google-service-error = { $host } is out of order (status { $status }). Check again later.
google-unexpected-answer = The answer of { $host } (status { $status }) was not one to the question. Try again; if it stays so, something in between may have answered.
google-truncated-answer = The answer of { $host } (status { $status }) broke off. Try again.
google-token-not-accepted = { $host } did not accept the access token that Google had just issued ({ $message }).
google-access-refused = { $host } refused the question ({ $message }).
google-permission-missing = A permission is missing for the question: { $message }
google-not-found = { $host } does not find what was asked about ({ $message }).
google-name-not-valid = The service says that this permission cannot be tested here ({ $message }), so it could not be found out.
google-api-disabled = The API { $service } is not enabled, so it answers no questions. Enable it; it takes effect after a few minutes.
google-billing-disabled = Billing is not enabled for the project ({ $message }).
google-vpc-service-controls = A VPC Service Controls perimeter refused the question ({ $message }). Check from inside the perimeter, or ask for an access level.

google-refused = The account does not have this permission in the project { $project }.
google-refused-on-account = The account may act as the service account { $account } neither by a grant on the project nor by one on that account.
google-refused-on-subnet = The account has this permission neither on the subnet { $subnet } nor on the host project { $host }; or the subnet's name is wrong.
google-project-unknown = Google names no permission in the project { $project }. Either the account has none there, or the project ID is wrong. Compare the ID with the console's project list.
google-project-not-found = Google does not find the project { $project }. Compare the ID with the console's project list.
google-project-level-only = The account does not have this permission on the whole project { $project }. It may have it on the one service account that machines run as.
google-service-account-unknown = The service account { $account } was not found, so it could not be found out whether the key may act as it.
google-host-project-missing = No host project is given. Give it with --set host_project=…, and the subnet with --set subnet=… and --set region=….
google-subnet-not-tested = The account does not have this permission on the whole host project { $host }; it may have it on the subnet. Give the subnet and its region.
google-context-ok = The project { $project } exists.

# What came up on the way.
google-role-fits = The answers fit the role Compute Instance Admin (v1), or one that includes it.
google-os-login-on = OS Login is on in the project { $project }, so builds sign in through it.
    .tip = Check again with the option os-login, which brings in the permission for that.
google-shared-vpc-off = A host project is given, but the option shared-vpc is not chosen, so nothing was asked about it.
    .tip = Check again with the option shared-vpc.
google-excess-set-policy = The account can change who may do what in the project { $project }, so a stolen key could give itself everything. No build needs that.
google-excess-delete-project = The account can delete the project { $project }. No build needs that.
google-excess-create-keys = The account can create keys of the service accounts in { $project }, so a stolen key could live on under another name. No build needs that.

# Preconditions.
google-api-met = The API { $service } is enabled.
google-api-unmet = The API { $service } is not enabled in the project { $project }.
google-api-undetermined = It could not be found out whether the API { $service } is enabled in the project { $project }.
google-api-fix = Run: { $command } — or open { $page }. It takes effect after a few minutes.
google-network-met = The network { $network } exists in the project { $project }.
google-network-unmet = There is no network { $network } in the project { $project }.
google-network-undetermined = It could not be found out whether there is a network { $network } in the project { $project }.
google-network-fix = Run: { $command } — or name another network with --set network=… and in the build.
google-billing-fix = Link a billing account to the project { $project } in the console under Billing.

# Fixes.
google-fix-policy = Custom role { $role } with exactly what is missing, for gcloud iam roles create --file
google-fix-custom-role = Create or extend the custom role { $role } with exactly what is missing, and grant it
google-fix-account = Let the account act as this one service account (role Service Account User on it)
google-fix-subnet = Let the account use the shared subnet (role Compute Network User on it)
google-fix-published = Grant the published roles instead (they hold more than what is missing)
google-fix-enable = Enable what the project lacks
google-fix-terraform = The same for Terraform
google-fix-console = Steps in the console
google-fix-note = Message to the administrator

google-step-enable = Open APIs & Services, Library, in the project { $project }, look for { $service } and choose Enable.
google-step-network = Open VPC network in the project { $project } and create the network { $network } with automatic subnets.
google-step-role = Open IAM & Admin, Roles, in the project { $project }, create a role with exactly these permissions: { $permissions }
google-step-grant = Open IAM & Admin, IAM, in the project { $project }, choose Grant access, enter { $account } and choose that role.
google-step-account = Open IAM & Admin, Service Accounts, { $target }, Permissions, choose Grant access, enter { $account } and choose the role Service Account User.
google-step-subnet = Open VPC network, Shared VPC, in the project { $host }, choose the subnet { $subnet }, and give { $account } the role Compute Network User.

google-note-start = Hello, the service account { $account } is to build machine images in the project { $project }. A check found that the following is missing:
google-note-project = On the project { $project }, these permissions (a custom role with exactly them is enough):
google-note-account = On the service account { $target } (role Service Account User there):
google-note-subnet = On the shared subnet of the host project { $host } (role Compute Network User there):
google-note-services = These APIs are not enabled:
google-note-network = In the project { $project }, this network does not exist:
google-note-end = Changes take effect within a few minutes. Thank you.
