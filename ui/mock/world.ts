/** Realistic data for looking at the interface without the shell: descriptors, stories, rows. Never bundled. */
import type { Descriptor } from "../src/ipc/bindings/Descriptor";
import type { Evidence } from "../src/ipc/bindings/Evidence";
import type { FieldSpec } from "../src/ipc/bindings/FieldSpec";
import type { Report } from "../src/ipc/bindings/Report";
import type { Row } from "../src/ipc/bindings/Row";
import type { StageResult } from "../src/ipc/bindings/StageResult";
import type { StoryView } from "../src/ipc/bindings/StoryView";
import type { PlannedCall } from "../src/ipc/bindings/PlannedCall";
import actions from "./actions.json";

const field = (name: string, label: string, rest: Partial<FieldSpec> = {}): FieldSpec => ({
  name,
  label,
  hint: "",
  example: "",
  input: "text",
  required: true,
  setting: false,
  default: "",
  suggestions: [],
  options: [],
  ...rest,
});

const cloudA = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"><path d="M7 18a4 4 0 0 1-.5-8A5.500 5.500 0 0 1 17 8.500 4.700 4.700 0 0 1 17 18z"/><path d="M9 14h6" stroke-linecap="round"/></svg>`;
const cloudB = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"><path d="M12 3l8 4.500v9L12 21l-8-4.500v-9z"/><circle cx="12" cy="12" r="3"/></svg>`;

export const providers: Descriptor[] = [
  {
    id: "aws",
    name: "Amazon Web Services",
    kind: "cloud-provider",
    icon: cloudA,
    accepts: "the CSV of an access key, a credentials file, exports, or the JSON of assume-role",
    variants: [
      {
        id: "access-key",
        label: "Access key",
        fields: [
          field("access_key_id", "Access key ID", { hint: "Starts with AKIA or ASIA.", example: "AKIA…" }),
          field("secret_access_key", "Secret access key", {
            hint: "40 characters. Shown once when the key is created.",
            input: "secret",
          }),
          field("session_token", "Session token", {
            hint: "Only with a temporary key (ASIA…).",
            input: "secret",
            required: false,
          }),
          field("region", "Region", {
            hint: "Where images are built.",
            setting: true,
            default: "eu-central-1",
            suggestions: [
              "eu-central-1",
              "eu-west-1",
              "eu-north-1",
              "us-east-1",
              "us-west-2",
              "ap-southeast-2",
            ],
          }),
        ],
      },
    ],
    purposes: [
      { id: "image-management", label: "Image Management", detail: "Build and keep machine images." },
      { id: "scripted-actions", label: "Scripted Actions", detail: "Run scripts against the account." },
    ],
    options: [
      { id: "encrypted-boot", label: "Encrypted boot", detail: "Boot volumes are encrypted with a key." },
      { id: "copy-to-regions", label: "Copy to regions", detail: "Images are copied to other regions." },
      { id: "instance-profile", label: "Instance profile", detail: "Build machines get a role." },
      { id: "spot", label: "Spot instances", detail: "Builds run on spot capacity." },
      { id: "session-manager", label: "Session Manager", detail: "Builds connect without open ports." },
    ],
    guide: [
      {
        title: "Create a user for this connection",
        text: "A user of its own, without console access, keeps the connection's rights apart from people's.",
        command: "aws iam create-user --user-name xoap-image-management",
        link: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_create.html",
      },
      {
        title: "Attach the policy",
        text: "The policy names exactly the actions that the chosen purposes need.",
        command:
          "aws iam put-user-policy --user-name xoap-image-management \\\n  --policy-name xoap-image-management \\\n  --policy-document file://policy.json",
        link: "",
      },
      {
        title: "Create the access key",
        text: "Download the CSV, then drop it here.",
        command: "aws iam create-access-key --user-name xoap-image-management --region {region}",
        link: "",
      },
    ],
    groups: [
      { id: "instances", label: "Instances", detail: "" },
      { id: "images", label: "Images", detail: "" },
      { id: "snapshots", label: "Snapshots and volumes", detail: "" },
      { id: "network", label: "Network", detail: "" },
      { id: "keys", label: "Keys", detail: "" },
    ],
    services: ["aws.sts", "aws.iam", "aws.ec2"],
  },
  {
    id: "azure",
    name: "Microsoft Azure",
    kind: "cloud-provider",
    icon: cloudB,
    accepts: "the output of az ad sp create-for-rbac, AZURE_ or ARM_ variables, or a certificate",
    variants: [
      {
        id: "client-certificate",
        label: "Certificate",
        fields: [
          field("subscription_id", "Subscription ID", {
            hint: "Looked up when it is left out.",
            setting: true,
            required: false,
          }),
          field("tenant_id", "Tenant ID"),
          field("client_id", "Client ID"),
          field("certificate", "Certificate", { hint: "PEM with its private key, or PFX.", input: "import" }),
        ],
      },
      {
        id: "client-secret",
        label: "Client secret",
        fields: [
          field("subscription_id", "Subscription ID", { setting: true, required: false }),
          field("tenant_id", "Tenant ID"),
          field("client_id", "Client ID"),
          field("client_secret", "Client Secret", { input: "secret" }),
        ],
      },
    ],
    purposes: [
      { id: "image-management", label: "Image Management", detail: "Build and keep machine images." },
    ],
    options: [{ id: "windows", label: "Windows images", detail: "WinRM over a temporary key vault." }],
    guide: [
      {
        title: "Create a service principal",
        text: "Contributor on the subscription in which images are built.",
        command:
          "az ad sp create-for-rbac --name xoap --role Contributor \\\n  --scopes /subscriptions/{subscription_id} --years 1",
        link: "https://learn.microsoft.com/cli/azure/ad/sp",
      },
    ],
    groups: [{ id: "images", label: "Images", detail: "" }],
    services: ["azure.login", "azure.arm"],
  },
  {
    id: "google",
    name: "Google Cloud",
    kind: "cloud-provider",
    icon: cloudB,
    accepts: "the JSON key file of a service account",
    variants: [
      {
        id: "service-account-key",
        label: "Service account key",
        fields: [
          field("credentials_json", "Key file", { input: "import" }),
          field("client_email", "Service account", { input: "import" }),
          field("project", "Project", { hint: "Where images are built.", setting: true }),
          field("zone", "Zone", {
            setting: true,
            required: false,
            suggestions: ["europe-west3-a", "europe-west1-b", "us-central1-a"],
          }),
          field("host_project", "Host project", {
            hint: "The project that owns the Shared VPC.",
            setting: true,
            options: ["shared-vpc"],
          }),
        ],
      },
    ],
    purposes: [
      { id: "image-management", label: "Image Management", detail: "Build and keep machine images." },
    ],
    options: [
      { id: "iap", label: "IAP", detail: "Builds connect through Identity-Aware Proxy." },
      { id: "shared-vpc", label: "Shared VPC", detail: "Builds use a network of another project." },
      { id: "os-login", label: "OS Login", detail: "Builds sign in through OS Login." },
      { id: "export", label: "Export", detail: "Images are exported to a bucket." },
    ],
    guide: [
      {
        title: "Create a service account",
        text: "In the project where images are built.",
        command: "gcloud iam service-accounts create xoap --project {project}",
        link: "https://cloud.google.com/iam/docs/service-accounts-create",
      },
      {
        title: "Create a key",
        text: "Save the JSON file and drop it here.",
        command: "gcloud iam service-accounts keys create xoap.json --iam-account {client_email}",
        link: "",
      },
    ],
    groups: [
      { id: "instances", label: "Instances", detail: "" },
      { id: "images", label: "Images and disks", detail: "" },
      { id: "network", label: "Network", detail: "" },
      { id: "accounts", label: "Accounts and services", detail: "" },
    ],
    services: ["google.oauth"],
  },
];

const story = (name: string, title: string, shows: string, note: string, fixable = false): StoryView => ({
  name,
  providers: ["aws", "google"],
  title,
  shows,
  note,
  fixable,
});

export const stories: StoryView[] = [
  story(
    "all-granted",
    "Everything granted",
    "A key that may do all that builds need.",
    "Show how little a good key gives to do: five steps, one file.",
  ),
  story(
    "missing-permissions",
    "Missing permissions",
    "A key that lacks a few permissions, the exact fix, and the check turning green after it.",
    "Point at the two red rows, open one to show the service's own answer, apply the fix, and check only those two again.",
    true,
  ),
  story(
    "scp-deny",
    "Denied by the organisation",
    "An organisation policy that denies what the user's own policy allows.",
    "The user's policy is fine; say that the fix is with the organisation's administrators.",
  ),
  story(
    "no-default-vpc",
    "No default VPC",
    "All permissions are there, and a build would still fail.",
    "Permissions are not everything: show the list beside the table.",
  ),
  story(
    "deleted-key",
    "A key that was deleted",
    "The service refuses the key.",
    "The way to the service works, so it is the key.",
  ),
  story(
    "api-disabled",
    "API not enabled",
    "A project in which the API is switched off.",
    "Not a permission: a switch.",
  ),
  story(
    "slow-network",
    "Slow network",
    "Answers take their time; results come row by row.",
    "Cancel half way: what is known stays.",
  ),
  story(
    "throttled",
    "Throttled",
    "The service asks for patience.",
    "Nothing is called missing that was only not answered.",
  ),
  story(
    "captive-portal",
    "Captive portal",
    "A hotel network that answers in the service's place.",
    "The key is never blamed for the network.",
  ),
];

function groupOf(name: string): string {
  if (/Image/i.test(name)) return "images";
  if (/Snapshot|Volume|disks/i.test(name)) return /disks/.test(name) ? "images" : "snapshots";
  if (/KeyPair|PasswordData/.test(name)) return "keys";
  if (/Subnet|SecurityGroup|network|Region|addresses/i.test(name)) return "network";
  if (/iam|service|storage|iap|projects|zones/.test(name)) return "accounts";
  return "instances";
}

const words = (name: string): string =>
  name
    .replace(/^.*?\.(?=\w+\.\w+$)/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/\./g, " ")
    .toLowerCase();

export interface Names {
  id: string;
  permission: string;
  group: string;
  optional: boolean;
}

export function names(provider: string): Names[] {
  const all =
    provider === "aws" ? actions.aws.map((a) => `ec2:${a}`) : [...actions.google, ...actions.googleOptional];
  return all.map((permission) => ({
    id: permission.replace(/\W/g, "-").toLowerCase(),
    permission,
    group: groupOf(permission),
    optional: actions.googleOptional.includes(permission),
  }));
}

const DENIED = /CopyImage|DeleteSnapshot|images\.setLabels|networks\.use$/;
const UNKNOWN = /StopInstances|TerminateInstances|DetachVolume|GetPasswordData|CreateImage$|addresses\.use/;

export function row(n: Names, provider: string, story: string, fixed: boolean): Row {
  const aws = provider === "aws";
  const method = aws ? (/Describe/.test(n.permission) ? "read-call" : "dry-run") : "permission-test";
  let verdict: Row["verdict"] = "granted";
  if (DENIED.test(n.permission) && /missing|scp/.test(story) && !fixed) verdict = "denied";
  else if (UNKNOWN.test(n.permission) && story !== "all-granted") verdict = "undetermined";
  const evidence: Evidence = {
    method,
    outcome: verdict === "granted" ? "allowed" : verdict === "denied" ? "refused" : "failed",
    code: aws
      ? {
          granted: "DryRunOperation",
          denied: "UnauthorizedOperation",
          undetermined: "InvalidInstanceID.NotFound",
        }[verdict]
      : null,
    cause: verdict === "undetermined" ? "needs-real-resource" : null,
    reason:
      verdict === "denied"
        ? story === "scp-deny"
          ? "A service control policy of the organisation denies it explicitly."
          : "No policy of the user allows it."
        : verdict === "undetermined"
          ? "The service looks for the instance before it looks at the permission, and no instance was made for this check."
          : null,
    message:
      verdict === "denied"
        ? "You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/xoap is not authorized to perform: " +
          n.permission
        : null,
    request: aws
      ? `POST ec2 ${n.permission.split(":")[1]} (${method === "dry-run" ? "dry run" : "read"})`
      : "POST projects.testIamPermissions",
    request_id: "5f0b2c1e-0a4d-4b8e-9d57-2f7d5b6a9c11",
    status: verdict === "granted" && aws ? 412 : verdict === "denied" ? 403 : aws ? 400 : 200,
    ms: 31 + (n.permission.length % 17) * 5,
  };
  return {
    id: n.id,
    permission: n.permission,
    resource: "*",
    level: n.optional ? "optional" : "required",
    group: n.group,
    purpose: `Builds ${words(n.permission.replace(/^ec2:/, ""))} while an image is made.`,
    verdict,
    method,
    reason: evidence.reason,
    cause: evidence.cause,
    disputed: false,
    evidence: [evidence],
  };
}

export function untested(n: Names, cause: string, reason: string): Row {
  return {
    ...row(n, "x", "all-granted", false),
    verdict: "undetermined",
    method: "none",
    cause,
    reason,
    evidence: [],
  };
}

export function stages(story: string): StageResult[] {
  const ok = (stage: StageResult["stage"]): StageResult => ({
    stage,
    outcome: "ok",
    cause: null,
    detail: null,
  });
  const skipped = (stage: StageResult["stage"]): StageResult => ({ ...ok(stage), outcome: "skipped" });
  if (story === "captive-portal")
    return [
      ok("dns"),
      ok("tcp"),
      {
        stage: "proxy",
        outcome: "failed",
        cause: "captive-portal",
        detail:
          "What answered at sts.eu-central-1.amazonaws.com is a web page (status 200) and not the service: a sign-in page of this network, or a proxy. Open a browser, sign in to the network, then check again.",
      },
      ...(["tls", "clock", "authentication", "context"] as const).map(skipped),
    ];
  if (story === "deleted-key")
    return [
      ...(["dns", "tcp"] as const).map(ok),
      skipped("proxy"),
      ok("tls"),
      ok("clock"),
      {
        stage: "authentication",
        outcome: "failed",
        cause: "key-not-known",
        detail:
          "The service does not know this access key: it was deleted, or it belongs to another partition. Create a new key.",
      },
      skipped("context"),
    ];
  return [
    ok("dns"),
    ok("tcp"),
    skipped("proxy"),
    ok("tls"),
    story === "throttled"
      ? {
          stage: "clock",
          outcome: "warning",
          cause: "clock-skew",
          detail: "The clock of this computer is about 2 minutes behind the service's.",
        }
      : ok("clock"),
    ok("authentication"),
    ok("context"),
  ];
}

export function calls(provider: string): PlannedCall[] {
  const host = provider === "aws" ? "ec2.eu-central-1.amazonaws.com" : "compute.googleapis.com";
  if (provider === "google")
    return [
      {
        label: "oauth2.token",
        service: "google.oauth",
        host: "oauth2.googleapis.com",
        intent: "login",
        conditional: false,
      },
      ...["cloudresourcemanager.projects.testIamPermissions", "iam.serviceAccounts.testIamPermissions"].map(
        (label, at): PlannedCall => ({
          label,
          service: "google.crm",
          host: "cloudresourcemanager.googleapis.com",
          intent: "permission-test",
          conditional: at > 0,
        }),
      ),
      ...["compute.projects.get", "compute.networks.get"].map((label): PlannedCall => ({
        label,
        service: "google.compute",
        host,
        intent: "read",
        conditional: false,
      })),
    ];
  return [
    {
      label: "sts:GetCallerIdentity",
      service: "aws.sts",
      host: "sts.eu-central-1.amazonaws.com",
      intent: "login",
      conditional: false,
    },
    {
      label: "iam:SimulatePrincipalPolicy",
      service: "aws.iam",
      host: "iam.amazonaws.com",
      intent: "permission-test",
      conditional: false,
    },
    ...actions.aws.map((a): PlannedCall => ({
      label: `ec2:${a}`,
      service: "aws.ec2",
      host,
      intent: a.startsWith("Describe") ? "read" : "dry-run",
      conditional: false,
    })),
    { label: "ec2:RunInstances", service: "aws.ec2", host, intent: "dry-run", conditional: true },
  ];
}

export function remediation(rows: readonly Row[]): Report["remediation"] {
  const denied = rows.filter((r) => r.verdict === "denied").map((r) => r.permission);
  if (denied.length === 0) return [];
  const policy = JSON.stringify(
    {
      Version: "2012-10-17",
      Statement: [{ Sid: "XoapMissing", Effect: "Allow", Action: denied, Resource: "*" }],
    },
    null,
    2,
  );
  return [
    { for: denied, format: "policy", title: "Attach this policy to the user xoap.", content: policy },
    {
      for: denied,
      format: "cli",
      title: "Put the policy with the command line.",
      content: `aws iam put-user-policy --user-name 'xoap' \\\n  --policy-name 'xoap-missing' \\\n  --policy-document '${policy}'`,
    },
    {
      for: denied,
      format: "powershell",
      title: "Put the policy with PowerShell.",
      content: `Write-IAMUserPolicy -UserName 'xoap' -PolicyName 'xoap-missing' -PolicyDocument @'\n${policy}\n'@`,
    },
    {
      for: denied,
      format: "console",
      title: "In the console",
      content:
        "1. Open IAM, Users, xoap.\n2. Add permissions, Create inline policy, JSON.\n3. Paste the policy from the tab Policy.",
    },
    {
      for: denied,
      format: "note",
      title: "A message to the administrator",
      content: `Hello,\n\nthe user xoap needs these permissions for building images:\n${denied.map((d) => `- ${d}`).join("\n")}\n\nThe policy is attached. Thank you.`,
    },
  ];
}
