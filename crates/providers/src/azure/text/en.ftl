# Sentences about Microsoft Azure that need no network. A problem names the thing, the reason and the next step.

azure-accepts = an Azure service principal (az ad sp create-for-rbac output, ARM_ or AZURE_ variables, a PEM or PFX certificate)
azure-variant-client-secret = Service principal with a client secret
azure-variant-client-certificate = Service principal with a certificate

azure-provenance-member = { $origin }, member { $name }
azure-provenance-line = { $origin }, line { $line }
azure-provenance-column = { $origin }, line { $line }, column { $name }
azure-provenance-scopes = { $origin }, scope of the command in line { $line }
azure-provenance-account = { $origin }, account shown in line { $line }
azure-provenance-addresses = { $origin }, its addresses
azure-label-line = line { $line }

# The form.
azure-field-subscription_id = Subscription ID
    .hint = The subscription in which images are built. Leave it empty to look it up with the check.
azure-field-tenant_id = Tenant ID
    .hint = The directory (tenant) ID, or a domain of the tenant. In the output of create-for-rbac: tenant.
azure-field-client_id = Client ID
    .hint = The application (client) ID, not the object ID. In the output of create-for-rbac: appId.
azure-field-client_secret = Client Secret
    .hint = The column "Value" in the portal, not the "Secret ID". In the output of create-for-rbac: password.
azure-field-certificate = Certificate with private key
    .hint = PEM text with the private key and the certificate. Import a PFX file to fill this in.
azure-field-certificate_password = Password of the certificate
    .hint = Only for a PFX file or a private key that is protected with one.
azure-field-certificate_file = Certificate file where builds run
    .hint = Path of the file for Packer and Terraform variables. It is not opened here.
azure-field-cloud = Cloud
    .hint = AzureCloud for the public one, AzureUSGovernment, or AzureChinaCloud.
azure-field-build_resource_group = Resource group for builds
    .hint = Empty means that every build makes a group of its own and deletes it. Needed when the role covers one group only.
azure-field-location = Location
    .hint = Where build machines run, such as westeurope. With a resource group, its location counts.

# Choices.
azure-purpose-image-management = Image Management
    .detail = Builds machine images: resource groups, deployments, machines, disks, images and the network are needed.
azure-purpose-scripted-actions = Scripted Actions
    .detail = Runs your own scripts. What they need varies with the script; only what every script needs is checked.
azure-option-windows = Windows images
    .detail = A Windows build keeps its WinRM certificate in a temporary key vault.
azure-option-shared-image-gallery = Compute gallery
    .detail = Images are published as versions in a gallery.
azure-option-snapshots = Snapshots
    .detail = Disks of the image are kept as snapshots too.
azure-option-allowed-inbound-ip = Limited inbound addresses
    .detail = Only certain addresses may reach the build machine, by a network security group.
azure-option-vhd-output = VHD output
    .detail = Images are written as VHD files to a storage account.
azure-option-managed-identity = Managed identity
    .detail = The build machine runs under a user-assigned identity.
azure-option-vm-extension = Machine extension
    .detail = An extension is installed on the build machine.

# The guide.
azure-guide-sign-in = Sign in and choose the subscription
    .text = In a terminal or in Azure Cloud Shell. The second command shows the subscription that is in use; az account set --subscription chooses another one. For a national cloud, run az cloud set first.
azure-guide-create = Create the service principal
    .text = One command makes the application, its secret, and the Contributor role on the subscription. It needs an Owner or User Access Administrator. Do not run it again for the same name: that deletes the secrets which are in use.
azure-guide-providers = Register the resource providers
    .text = Once for each subscription. Microsoft.Storage is needed for VHD files, Microsoft.KeyVault for Windows images.
azure-guide-import = Import the output
    .text = Copy the whole screen, command and output together, and paste it here: the subscription is taken from the command. A file with the output, ARM_ or AZURE_ variables or a certificate do as well.
azure-guide-portal = Or use the portal
    .text = Microsoft Entra, App registrations, New registration. Then Certificates & secrets, New client secret: copy the column "Value" at once, since it is not shown again. Then, in the subscription, Access control (IAM), Add role assignment, Contributor.
azure-guide-renew = When the secret ends
    .text = This adds a secret and keeps the present one, so that nothing stops while the new one is filled in.
azure-guide-certificate = Or sign in with a certificate
    .text = The command writes a PEM file with the private key and names it in its output. Import the output and then that file. Keep it safe: who has it can sign in.

# Reading.
azure-json-unescaped = The output stood inside a quoted text; the backslashes before its quotation marks were taken off.
azure-json-rejoined = The output was broken into lines in wrong places, or had a comma too many; that was put right.
azure-json-base64 = The text was in base64 and was decoded.
azure-json-cut = The output breaks off in line { $line }, column { $column }: the end is missing, and its last value may be cut.
    .tip = Copy the whole output, from the first brace to the last one. If it is gone, add a new secret with az ad app credential reset --append.
azure-json-broken = The output is no valid JSON in line { $line }, column { $column }; what could be read was taken over.
    .tip = Compare the values below with the output, or copy it again without editing it.
azure-not-text = { $name } is not a text.
    .tip = Use the output as the command line printed it.
azure-value-twice = { $name } is set again in line { $line } to another value; the last one was taken.
    .tip = Remove the value that is not wanted, and import the text again.
azure-guid-repaired = { $label } was in another form of a GUID, or in a path; it was put into the usual one.
azure-ids-swapped-back = Client ID and Client Secret stood in each other's place; they were put right.
    .tip = Look at both before going on.
azure-subscription-from-scopes = The subscription { $value } was taken from the scope of the command on the same screen: the output itself names none.
azure-subscription-several = The command on the same screen names several subscriptions; the first one, { $value }, was taken.
    .tip = Enter the subscription in which images are to be built, if it is another one.
azure-subscription-from-account = The subscription { $value } was taken from the account that is shown on the same screen: the output itself names none.
azure-group-from-scopes = The role was given on the resource group { $value } only, so builds have to run in it; it was filled in.
azure-secret-years = { $count ->
        [one] The command on the screen asked for a secret that lasts one year. The exact date stands in the portal only.
       *[other] The command on the screen asked for a secret that lasts { $count } years. The exact date stands in the portal only.
    }
azure-other-cloud = The file names addresses that belong to none of Azure's clouds: { $addresses }. They were not followed; the check signs in at Microsoft's own address.
    .tip = If this is a connection for Azure Stack or for another private cloud, it cannot be checked here. If not, find out who wrote the file.
azure-clouds-differ = The addresses in the file belong to different clouds: { $names }. The one of the resource manager was taken.
    .tip = Choose the cloud that the subscription belongs to.
azure-federated = This sign-in uses a token of another service (OIDC, workload identity), which only works where that service runs. Nothing was contacted.
    .tip = The connection takes a service principal with a client secret or a certificate. Add one to the same application.
azure-managed-identity = This sign-in is a machine's own identity (managed identity), which only works on that machine. Nothing was contacted.
    .tip = The connection takes a service principal with a client secret or a certificate: create one.

# Identifiers.
azure-guid-malformed = { $label } is no GUID: it has { $count } characters in place of 32 hexadecimal digits in groups of 8-4-4-4-12.
    .tip = Copy it again as a whole. In the portal it stands on the overview page of the application or of the subscription.
azure-placeholder = { $label } is a placeholder of a manual or a template, not a value.
    .tip = Put in the value of your own tenant.
azure-tenant-shared = The tenant is common, organizations or consumers: those are for people who sign in, not for a service principal.
    .tip = Enter the directory (tenant) ID from the overview page in Microsoft Entra.
azure-ids-swapped = { $one } holds what belongs into { $other }, and the other way round.
    .tip = Exchange the two.
azure-same-guid = { $one } and { $other } are the same GUID, so one of them was copied into the wrong field.
    .tip = Compare both with the portal: tenant, application and subscription each have a GUID of their own.
azure-subscription-missing = No subscription is given. The check looks for the one that the service principal can see.
azure-cloud-unknown = The cloud is none of the three that can be checked.
    .tip = Choose AzureCloud, AzureUSGovernment or AzureChinaCloud.
azure-national-cloud = The connection is for the national cloud { $value }: its own addresses are asked.
azure-resource-group-name = The name of the resource group cannot be one: it has characters other than letters, digits, - _ . ( ), ends with a full stop, or is longer than 90 characters.
    .tip = Copy the name from the portal.
azure-location-form = The location has characters that no location has.
    .tip = Use the name that az account list-locations shows, such as westeurope.

# The client secret.
azure-secret-id = The client secret is a GUID, so it is the Secret ID. Azure does not accept it for signing in.
    .tip = Copy the column "Value" instead. If it is not shown any more, create a new client secret and copy its value at once.
azure-secret-shape = The client secret has { $count } characters and an older form than the secrets of today. Such secrets still work; the check tells.
azure-secret-short = The client secret has only { $count } characters, fewer than any that Azure issues.
    .tip = Copy it again as a whole, unless somebody chose this password.
azure-secret-cut = The client secret begins like one of today's but has only { $count } characters; those have at least 37. Its end may be missing.
    .tip = Copy it again as a whole: a double click selects only up to a hyphen or full stop.
azure-secret-long = The client secret begins like one of today's but has { $count } characters; those have at most 40. Something may have come along.
    .tip = Copy it again without what stands beside it.
azure-secret-masked = The client secret is hidden by dots or asterisks: the portal shows it only once, when it is made.
    .tip = Create a new client secret and copy its value at once.
azure-secret-label = The client secret begins with the name of the field.
    .tip = Take away the name, the colon and the quotation marks, so that only the value is left.
azure-secret-token = This is an access token, not a client secret. It is valid for about an hour and cannot sign in.
    .tip = Enter the client secret of the application.
azure-secret-pem = This is a key or certificate, not a client secret.
    .tip = Choose the service principal with a certificate.
azure-secret-encoded = The client secret holds percent signs as in a web address (%7E in place of ~).
    .tip = Copy it from the place where it was shown first.
azure-secret-spaced = The client secret holds blanks or line breaks, which no secret of Azure has.
    .tip = Copy it again as a whole, in one line.
azure-secret-not-ascii = The client secret holds characters that no secret of Azure has, such as a long dash that a program put in place of two hyphens.
    .tip = Copy it from the place where it was shown first.

# The certificate.
azure-certificate-missing = The output names the file { $file }, which holds the certificate and the private key. It is not here yet, and no file is opened because another one names it.
    .tip = Import that file too.
azure-certificate-not-pem = The certificate is no PEM text: there is no line -----BEGIN CERTIFICATE-----.
    .tip = Import the PEM or PFX file itself.
azure-certificate-cut = The certificate or key begins but does not end: there is no line -----END in it.
    .tip = Copy the whole text, or import the file.
azure-certificate-without-key = This is a certificate without its private key, which is needed to sign in.
    .tip = Import the PEM file that holds both, or the PFX file. What is uploaded to Azure is only the public part.
azure-key-without-certificate = There is a private key but no certificate.
    .tip = Import a file that holds both, or the certificate beside the key.
azure-certificate-password = { $given ->
        [yes] The password does not open the certificate.
       *[no] The certificate or its private key is protected with a password.
    }
    .tip = Enter the password that was given when the file was exported.
azure-certificate-password-unused = The certificate is not protected with a password; the one that was given is not needed.
azure-certificate-protection = The certificate is protected in a way that cannot be opened here.
    .tip = Export it again with AES-256, or turn it into PEM: openssl pkcs12 -in certificate.pfx -nodes -out certificate.pem
azure-certificate-ber = The PFX file is in an older encoding (BER) that cannot be read here.
    .tip = Turn it into PEM: openssl pkcs12 -in certificate.pfx -nodes -out certificate.pem
azure-certificate-too-much = The file asks for more work to open it than any program that makes certificates does, or is too large. It was not opened.
    .tip = Export the certificate again.
azure-certificate-damaged = The certificate or its private key cannot be read: it is damaged or incomplete.
    .tip = Import the file again as it was exported.
azure-certificate-old-encryption = The private key is encrypted in the older PEM form (Proc-Type: 4,ENCRYPTED), which cannot be opened here.
    .tip = Turn it into the present form: openssl pkcs8 -topk8 -in key.pem -out key8.pem
azure-key-not-rsa = The private key is no RSA key. Azure takes only RSA keys for this sign-in.
    .tip = Make a certificate with an RSA key of 2048 or 4096 bits.
azure-key-size = The RSA key has { $bits } bits; keys of 2048 to 4096 bits in steps of 512 can be used.
    .tip = Make a certificate with an RSA key of 2048 or 4096 bits.
azure-key-exponent = The RSA key has a public exponent below 65537, which cannot be used safely.
    .tip = Make a certificate with a new RSA key.
azure-certificate-mismatch = The private key belongs to another certificate than the one beside it.
    .tip = Import the key and the certificate that were made together.
azure-certificate-expired = The certificate ended on { $until }.
    .tip = Make a new certificate and upload its public part to the application.
azure-certificate-not-yet-valid = The certificate counts only from { $from } on.
    .tip = Wait until then, or compare this computer's clock with the right time.
azure-certificate-expires-soon = { $count ->
        [0] The certificate ends within a day, on { $until }.
        [one] The certificate ends in one day, on { $until }.
       *[other] The certificate ends in { $count } days, on { $until }.
    }
    .tip = Make a new certificate in time, and upload its public part to the application.
