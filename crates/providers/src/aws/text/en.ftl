# Sentences of AWS. A problem names the thing, the reason and the next step.

accepts = an AWS access key: the console's CSV file, a credentials file, exported AWS_ variables, or the JSON of aws sts
variant-access-key = Access key

field-access-key-id = Access key ID
    .hint = Begins with AKIA, or with ASIA for a temporary key.
field-secret-access-key = Secret access key
    .hint = 40 characters, shown once when the key was created.
field-session-token = Session token
    .hint = Only for temporary keys (ASIA…).
field-region = Region
    .hint = Where images are built.
field-copy-regions = Other regions
    .hint = Where finished images are copied to, apart by commas.

purpose-image-management = Image Management
    .detail = The 33 permissions that XOAP publishes for building images, and a default VPC.
purpose-scripted-actions = Scripted Actions
    .detail = There is no published list: what is needed depends on each script. Only the identity of the key is proven.

option-encrypted-boot = Own KMS key for boot volumes
    .detail = Permissions on a customer-managed KMS key. They can only be simulated, and the key's own policy has the last word.
option-copy-to-regions = Copy to other regions
    .detail = Asks the other regions whether images may be copied there.
option-instance-profile = Instance profile
    .detail = Permissions to give the build instance a role.
option-spot = Spot instances
    .detail = Permissions to build on spot instances.
option-session-manager = Session Manager
    .detail = Permissions to reach the build instance through Session Manager instead of an open port.

group-instances = Instances
group-images = Images
group-snapshots-volumes = Snapshots and volumes
group-network = Network
group-keys = Keys
group-lookup = Tags and regions

guide-user = Create a user
    .text = A user of its own for this connection, without access to the console.
guide-policy = The policy
    .text = Exactly the permissions that XOAP publishes for Image Management.
guide-attach = Give the policy to the user
    .text = In the console: Users, the user, Add permissions, Create inline policy, JSON.
guide-key = Create an access key
    .text = In the console: Users, the user, Security credentials, Create access key, "Third-party service"; then download the CSV file. The secret is shown only once.
guide-vpc = Check the default VPC
    .text = Builds that name no subnet need one in the region. The command lists its subnets; an empty list means that there is none.
guide-import = Import the key
    .text = Drop the CSV file here, choose it, or paste what the command printed.

provenance-default = default
provenance-column = { $origin }, column { $column }
provenance-row-column = { $origin }, row { $row }, column { $column }
provenance-line = { $origin }, line { $line }
provenance-profile = { $origin }, profile { $profile }, line { $line }
provenance-name = { $origin }, { $name }
label-row = row { $row }
label-line = from line { $line }
label-entry = entry { $number }

# Offline findings.
aws-fields-swapped = The access key ID and the secret access key stand in each other's place.
    .tip = Put the value that begins with AKIA or ASIA into "Access key ID" and the one of 40 characters into "Secret access key".
aws-fields-swapped-back = The access key ID and the secret access key stood in each other's place in the input and were put right.
    .tip = Nothing to do here; the file itself is unchanged.
aws-key-id-sample = This access key ID is the example from AWS's documentation, which works nowhere.
    .tip = Create a key of your own in the IAM console and import its CSV file.
aws-key-id-other = This is not an access key ID: identifiers that begin with { $prefix } name { $kind ->
    [user] a user
    [role] a role
    [group] a group
    [instance-profile] an instance profile
    [policy] a policy
    [policy-version] a version of a policy
    [public-key] a public key
    [certificate] a certificate
    [bearer-token] a bearer token
   *[other] something else
}.
    .tip = Take the value that begins with AKIA or ASIA from "Security credentials" of the user.
aws-key-id-malformed = The access key ID has { $length } characters or ones that no key ID has; AWS's have 20 capital letters and digits.
    .tip = Copy it again, without spaces.
aws-key-id-unusual = The access key ID does not look like AWS's: those have AKIA or ASIA and then 16 of the letters A to Z and the digits 2 to 7. This one has { $length } characters.
    .tip = Compare it with the console: 0 and O, 1 and I, 8 and B are easily mixed up.
aws-secret-sample = This secret access key is the example from AWS's documentation, which works nowhere.
    .tip = Create a key of your own in the IAM console and import its CSV file.
aws-secret-url-encoded = The secret access key was URL-encoded (%2B or %2F inside). It is used decoded.
    .tip = Nothing to do, if it came from a URL or a form.
aws-secret-hex = The secret access key consists of hexadecimal digits only, which is very unlikely for AWS. It may be a hash.
    .tip = Compare it with the CSV file of the console.
aws-secret-length = The secret access key has { $length } characters; AWS's have 40. It was probably not copied whole.
    .tip = Copy it again from the CSV file. If it is lost, create a new key: AWS shows a secret only once.
aws-secret-characters = The secret access key has characters that no AWS secret has; those consist of letters, digits, + and /.
    .tip = Copy it again from the CSV file, without spaces and line breaks.
aws-token-missing = The key is a temporary one (ASIA…), and its session token is missing.
    .tip = Import the whole output of the command or portal that gave it out; or use a long-term key (AKIA…), because a connection outlives a temporary one.
aws-token-needless = A session token came along, but the key is a long-term one (AKIA…) and has none. The token is left out.
    .tip = If the token belongs to another key, import that key with it.
aws-token-broken = The session token has spaces or line breaks inside.
    .tip = Copy it as one line.
aws-token-expired = The temporary key ended at { $end }.
    .tip = Get a new one, or use a long-term key (AKIA…).
aws-token-ends-soon = The temporary key ends at { $end }, which is in { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}.
    .tip = A connection needs a key that lasts: create a long-term one (AKIA…).
aws-region-malformed = "{ $region }" is no name of a region.
    .tip = Names of regions look like eu-central-1.
aws-region-unknown = There is no region { $region } that this program knows. It may be new, or misspelt.
    .tip = Compare it with the list in the console, at the top right.
aws-root-key = This is a key of the account's root user. Root keys may do everything and cannot be limited.
    .tip = Create an IAM user with the policy of the guide, use its key, and delete this one.
aws-root-user = The key belongs to the account's root user: it may do everything and cannot be limited.
    .tip = Create an IAM user with the policy of the guide, use its key, and delete this one.
aws-account-differs = The key ID was made for account { $expected }, and AWS says that it belongs to { $account }.
    .tip = Make sure that { $account } is the account in which images are to be built.
aws-row-incomplete = Row { $row } of the file has no complete key: the ID or the secret is missing.
    .tip = Download the file again when the key is created; AWS does not show a secret later.
aws-value-twice = { $name } is set twice with different values; the last one counts. Earlier place: { $line }.
    .tip = Remove the one that is out of date.
aws-profile-role = The profile { $profile } takes on the role { $role } with the help of { $source }; it holds no key of its own.
    .tip = A connection needs a key that lasts: import the source profile's key if the user itself has the permissions.
aws-profile-loop = The profile { $profile } takes on the role { $role }, and its source profiles lead back to a profile that was passed already.
    .tip = Correct source_profile, or import a profile with a key of its own.
aws-profile-sso = The profile { $profile } signs in through IAM Identity Center and holds no key.
    .tip = Its keys last hours only. Create a user with a long-term key for the connection.
aws-profile-process = The profile { $profile } gets its key from a program (credential_process). The program was not run.
    .tip = Run it yourself and import what it prints, or create a user with a long-term key.
aws-profile-web-identity = The profile { $profile } gets its key with a token from a file (web_identity_token_file). The file was not read.
    .tip = Create a user with a long-term key for the connection.
aws-profile-incomplete = The profile { $profile } has only a part of a key: the ID or the secret is missing.
    .tip = Complete the profile, or import the CSV file of the key.
aws-profile-also-role = The profile also names the role { $role }. The tools of AWS would take it on; here the profile's own key is used.
    .tip = Make sure that the user itself has the permissions.
aws-host-ignored = The profile sets { $name }. It is not followed: a credential file never chooses a server or a certificate.
    .tip = For a test server, give its address with --endpoints.

# Sign-in.
sign-in-unknown-key = AWS does not know this access key ID ({ $code }). The key was deleted or deactivated, belongs to another partition (China, GovCloud), or its session token does not fit.
sign-in-wrong-secret = AWS knows the access key ID, but the secret access key does not fit it ({ $code }). Copy the secret again; if it is lost, create a new key.
sign-in-expired-token = The temporary key has ended. Get a new one, or use a long-term key (AKIA…).
sign-in-credentials-not-accepted = AWS did not accept the key ({ $code }: { $message }).
sign-in-account-not-ready = The account may not use the service yet ({ $code }: { $message }). Finish its sign-up in the console.
sign-in-region-not-enabled = The region { $region } does not know the key, while { $home } does: the region is not enabled for this account. Enable it in the console under "Account", "AWS Regions", or choose another region.
sign-in-region-disabled = The sign-in service is turned off in this region ({ $message }). Turn it on in the console under IAM, "Account settings", or choose another region.
sign-in-throttled = AWS asks for fewer requests ({ $status }). Wait a minute, then check again. This says nothing about the key.
sign-in-service-error = The sign-in service failed (status { $status }{ $code ->
    [none] {""}
   *[other] , { $code }
}). Try again later. This says nothing about the key.
sign-in-signature-lost = The signature of the request did not arrive ({ $code }). A proxy may take headers out; ask the network team for an exception.
sign-in-unexpected-answer = The answer to the sign-in could not be understood (status { $status }{ $code ->
    [none] {""}
   *[other] , { $code }
}), so nothing can be said about the key. Check the address of the service and whether a proxy stands in between.
sign-in-truncated-answer = The answer to the sign-in broke off (status { $status }), so nothing can be said about the key. Try again.
stage-identity-refused = The key was accepted, but AWS did not say who it belongs to ({ $message }).
clock-refused = AWS refused the request for its time ({ $message }). Set the clock of this computer right, then check again.
ending-request-not-made = The request could not be made. This is a defect of the program; please report it.

# The region.
context-region-not-enabled = EC2 in { $region } does not accept the key, although the sign-in does ({ $code }): the region is not enabled for this account, or the session token is not valid there. Enable the region in the console under "Account", "AWS Regions", or choose another one.
context-account-not-ready = The account may not use EC2 in { $region } yet ({ $code }: { $message }). Finish its sign-up in the console.
context-not-opted-in = The region { $region } is not enabled for this account. Enable it in the console under "Account", "AWS Regions", or choose another one.
context-enabled = The region { $region } is enabled.
context-answers = EC2 in { $region } answers and accepts the key; whether the region is enabled may not be read.
context-not-read = Whether the region { $region } is enabled could not be read.
context-unlisted = The region { $region } is not among those that EC2 lists. Check its name; a build refuses a region that is not listed.

vpc-met = Default VPC { $vpc } in { $region }, with { $count ->
    [one] one default subnet
   *[other] { $count } default subnets
}.
vpc-unmet = There is no default VPC in { $region }, or it has no default subnets. A build that names no subnet cannot start.
    .tip = Create one with "aws ec2 create-default-vpc --region { $region }", or set subnet_id in the image definition.
vpc-unknown = Whether there is a default VPC in { $region } could not be read.

excess-root = Root keys hold every permission of the account. Use a user of its own for the connection.
excess-simulated = The policies allow it, and no image build needs it. Take it away, so that a lost key does less harm.

# Denials.
denied-plainly = AWS refused it and did not say which policy decides. Usually no policy allows it.
denied-explicitly = A policy denies it explicitly. Adding a permission does not help; the denial must go.
denied-explicitly-in = { $policy ->
    [identity] A policy of the user, a group or the role denies it explicitly. Adding a permission does not help; the denial must go.
    [scp] A service control policy of the organisation denies it. No permission in this account helps; the administrators of the organisation must change that policy.
    [rcp] A resource control policy of the organisation denies it. The administrators of the organisation must change that policy.
    [boundary] The permissions boundary denies it. Whoever set the boundary must change it.
    [session] The policy of the session denies it. Get a session without that limit.
    [resource] The policy of the resource denies it. The owner of the resource must change it.
    [endpoint] The policy of the VPC endpoint denies it. The network team must change it, or the request must take another way.
   *[other] A policy denies it explicitly. Adding a permission does not help; the denial must go.
}
denied-implicitly = { $policy ->
    [identity] No policy of the user, a group or the role allows it.
    [scp] No service control policy of the organisation allows it. The administrators of the organisation must allow it.
    [rcp] No resource control policy of the organisation allows it. The administrators of the organisation must allow it.
    [boundary] The permissions boundary does not allow it. Whoever set the boundary must widen it.
    [session] The policy of the session does not allow it. Get a session that does.
    [resource] The policy of the resource does not allow it. The owner of the resource must allow it.
    [endpoint] The policy of the VPC endpoint does not allow it. The network team must allow it.
   *[other] No policy allows it.
}

# What left a row open.
failed-throttled = AWS asked for fewer requests, also after pauses. Wait a minute, then check this again.
failed-service-error = The service failed (status { $status }). Check this again later.
failed-needs-real-resource = EC2 looked for the resource before it said anything about the permission ({ $code }). It cannot be tested without a real resource; this does not mean that it is missing.
failed-clock-skew = AWS refused the request for its time. Set the clock of this computer right, then check again.
failed-expired-token = The temporary key ended during the check. Get a new one.
failed-credentials-not-accepted = EC2 did not accept the key for this request ({ $code }). It says so too when a resource belongs to somebody else, so nothing follows for the permission.
failed-account-not-ready = The account may not use this yet ({ $code }).
failed-region-not-enabled = The region is not enabled for this account.
failed-signature-lost = The signature of the request did not arrive ({ $code }). A proxy may take headers out.
failed-unexpected-answer = The answer could not be understood (status { $status }{ $code ->
    [none] {""}
   *[other] , { $code }
}), so nothing follows for the permission.
failed-truncated-answer = The answer broke off (status { $status }). Check this again.
failed-captive-portal = A web page answered instead of EC2 (status { $status }): a sign-in page of this network, or a proxy.
failed-answer-from-something-else = Something else than EC2 answered (status { $status }): a proxy or a filter.
failed-proxy-authentication-required = The proxy wants a user name and a password.
failed-other-permission-missing = EC2 refused the request because { $permission } is missing, so nothing was said about this permission. Grant { $permission } first, then check again.
failed-dry-run-ignored = What answered at { $host } carried out { $action } although it was asked for a dry run. The check stopped at once. Look there for what may have been created, and use another endpoint.
failed-simulation-unavailable = The simulator could not be asked.
failed-missing-context = The policies decide by something that the simulator was not told ({ $keys }), so its answer does not count.
failed-needs-real-name = The policies do not allow it on everything. They may allow it on one role or key; that cannot be seen without its name.
failed-simulation-decision = The simulator's answer could not be understood.
failed-no-target-region = No other region was named. Give them with copy_regions, such as --set copy_regions=eu-west-1,us-east-1.

simulation-root = The simulator does not answer for the root user.
simulation-federated = The simulator does not answer for federated sessions.
simulation-nobody = The simulator could not be asked, because AWS did not say who the key belongs to.
simulation-unreached = The simulator could not be reached. { $detail }
simulation-refused = It can be found out only by simulation, and the key may not simulate ({ $detail } was refused). This does not mean that it is missing.
simulation-error = It can be found out only by simulation, and the simulator failed ({ $detail }).
simulation-unreadable = It can be found out only by simulation, and the simulator's answer could not be understood.
simulated-role = Simulated for the role; a policy of this session may still say no.
simulated-any-resource = Simulated; the policy of the role or key itself may still say no.

note-imdsv2 = Granted for instances that use IMDSv2 only: the organisation demands it. Set metadata_options (http_tokens = "required") in the image definition.
note-without-tags = Granted for a launch without tags; with tags it needs ec2:CreateTags as well.

# Fixes.
fix-policy = { $count ->
    [one] Policy with the missing permission
   *[other] Policy with the { $count } missing permissions
}
fix-cli = Add it with the AWS CLI (bash)
fix-powershell = Add it with the AWS CLI (PowerShell)
fix-terraform = Add it with Terraform
fix-console = Add it in the console
fix-note = Note to the administrator
fix-vpc = Create a default VPC
fix-run-as-administrator = Run this as an administrator of account { $account }, not with the key that was checked.
fix-vpc-alternative = Run this as an administrator. Instead, subnet_id can be set in the image definition.
fix-console-user = 1. Open the IAM console, "Users", and the user { $holder }.
    2. "Permissions", "Add permissions", "Create inline policy", "JSON".
    3. Replace the text with the policy shown here, then "Next".
    4. Name it { $policy } and choose "Create policy".
    5. Wait a minute, then check again.
fix-console-role = 1. Open the IAM console, "Roles", and the role { $holder }.
    2. "Permissions", "Add permissions", "Create inline policy", "JSON".
    3. Replace the text with the policy shown here, then "Next".
    4. Name it { $policy } and choose "Create policy".
    5. Wait a minute, then check again.
fix-console-permission-set = 1. Open IAM Identity Center, "Permission sets", and the set { $holder }. Its role cannot be changed in IAM itself.
    2. "Inline policy", "Edit", and paste the policy shown here.
    3. Save, and let the set be provisioned again.
    4. Sign in again, then check again.
fix-console-other = 1. Create an IAM user for the connection, as the guide shows.
    2. Give it the policy shown here.
    3. Import the new user's key and check again.

note-opening = Hello,

    I am setting up a connection from XOAP to AWS. A check of its access key in { $region } found permissions or settings missing.
    Identity: { $principal }
note-missing = Please allow these actions:
note-optional = {" "}(optional)
note-policy = This policy allows exactly these:
note-narrow = The statements for roles, instance profiles and keys name all of this account. Please narrow them to the ones that the builds use.
note-blocked = { $policy ->
    [scp] These actions are denied by a service control policy of the organisation. An IAM policy in this account cannot help; please forward this to the administrators of AWS Organizations, so that the policy exempts this identity or these actions:
    [rcp] These actions are denied by a resource control policy of the organisation. An IAM policy cannot help; please forward this to the administrators of AWS Organizations:
    [boundary] These actions are outside the permissions boundary of the identity. An IAM policy cannot help; whoever set the boundary must widen it:
    [session] These actions are outside the policy of the session. An IAM policy cannot help; the session must be made without that limit:
    [endpoint] These actions are denied by the policy of a VPC endpoint. An IAM policy cannot help; the network team must change it:
    [resource] These actions are denied by the policy of a resource. Its owner must change it:
   *[other] These actions are denied explicitly by a policy of the user, its groups or the role. Allowing them does not help; please remove the denial:
}
note-vpc = There is no default VPC in { $region }. Please create one (aws ec2 create-default-vpc --region { $region }), or tell me the subnet that builds should use.
note-undetermined = { $count ->
    [one] One more action could not be tested; it may be allowed or not.
   *[other] { $count } more actions could not be tested; they may be allowed or not.
} The check gets further when the identity may also call iam:SimulatePrincipalPolicy on itself.
note-closing = Thank you. I will check again when it is done.
