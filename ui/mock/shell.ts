/** The shell's commands over made-up data, for a browser without the shell. Never bundled. */
import { emit } from "@tauri-apps/api/event";
import { mockIPC } from "@tauri-apps/api/mocks";
import type { Channel } from "@tauri-apps/api/core";
import type { Boot } from "../src/ipc/bindings/Boot";
import type { CommandError } from "../src/ipc/bindings/CommandError";
import type { Finding } from "../src/ipc/bindings/Finding";
import type { PayloadRequest } from "../src/ipc/bindings/PayloadRequest";
import type { Report } from "../src/ipc/bindings/Report";
import type { Row } from "../src/ipc/bindings/Row";
import type { SavedConnection } from "../src/ipc/bindings/SavedConnection";
import type { SavedView } from "../src/ipc/bindings/SavedView";
import type { Seal } from "../src/ipc/bindings/Seal";
import type { SessionView } from "../src/ipc/bindings/SessionView";
import type { SheetRow } from "../src/ipc/bindings/SheetRow";
import type { Progress } from "../src/ipc/bindings/Progress";
import * as kept from "./kept";
import * as world from "./world";

const fresh = (): SessionView => ({
  id: 1,
  step: "provider",
  demo: null,
  provider: null,
  variant: null,
  choice: { purposes: ["image-management"], options: [] },
  import: null,
  fields: {},
  findings: [],
  facts: {},
  usable: false,
  running: false,
  report: null,
  outdated: false,
  saved: null,
  details: { name: "", description: "", tags: {} },
});

const query = new URLSearchParams(location.search);
let view = fresh();
let aside: SessionView | null = null;
let cancelled = false;
let language: Boot["language"] = query.get("lang") === "de" ? "de" : "en";

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const fail = (code: string, message: string, tip = ""): never => {
  const error: CommandError = { code, message, tip };
  throw error;
};

function look(): void {
  const spec = world.providers.find((p) => p.id === view.provider)?.variants[0];
  const findings: Finding[] = [];
  for (const f of spec?.fields ?? []) {
    const shown = f.options.length === 0 || f.options.some((o) => view.choice.options.includes(o));
    if (!shown) continue;
    if (f.default && !view.fields[f.name])
      view.fields[f.name] = { value: f.default, secret: false, provenance: "default" };
    if (f.required && !view.fields[f.name])
      findings.push({
        code: "field-missing",
        severity: "error",
        field: f.name,
        message: `${f.label} is missing.`,
        tip: "Fill it in, or import the file that holds it.",
      });
  }
  const key = view.fields["access_key_id"]?.value;
  if (key !== undefined && !/^A[KS]IA/.test(key))
    findings.push({
      code: "aws-key-id-form",
      severity: "error",
      field: "access_key_id",
      message: "The access key ID starts with neither AKIA nor ASIA.",
      tip: "Copy the column Access key ID of the CSV.",
    });
  if (key?.startsWith("AKIA")) {
    view.facts = { account_id: "123456789012" };
    findings.push({
      code: "aws-long-lived",
      severity: "info",
      field: "access_key_id",
      message: "This is a long-lived key.",
      tip: "Note when it was created, and rotate it.",
    });
  }
  if (view.fields["client_email"])
    view.facts = {
      project_id: "xoap-images-demo",
      client_email: "xoap@xoap-images-demo.iam.gserviceaccount.com",
      key_bits: 2048,
      key_parses: true,
      jwt_sha256: "ecac4937e270589011e141b6131f7e50de9b7e114d7ea5ce7f3c9e0d2d6a1b43",
    };
  if (view.provider === "azure" && view.fields["certificate"])
    view.facts = {
      cloud: "AzureCloud",
      expires: new Date(Date.now() + 12 * 86_400_000).toISOString(),
      certificate_subject: "CN=xoap-images",
      certificate_sha256: "3f9d2a41c07be65d8811f0a2bb3fd1e94b0f5cc2d7a2fd3e5a8c1e7b9d4f6a10",
    };
  if (query.has("warn"))
    findings.push({
      code: "key-old",
      severity: "warning",
      field: null,
      message: "The file is readable by every user of this computer.",
      tip: "Restrict it with chmod 600, or delete it after the import.",
    });
  view.findings = findings;
  view.usable = view.provider !== null && findings.every((f) => f.severity !== "error");
  if (view.report) view.outdated = true;
}

function imported(origin: string): void {
  const several = query.get("import") === "several";
  const bad = query.get("import") === "bad";
  if (bad) {
    view.import = {
      origin: "holiday.jpg",
      findings: [
        {
          code: "input-not-text",
          severity: "error",
          field: null,
          message: "The input is not text, so it is no key file that can be read here.",
          tip: "If it is a P12 or PFX file, download the key in JSON or PEM form.",
        },
      ],
      candidates: [],
      chosen: null,
    };
    return;
  }
  view.provider = query.get("provider") ?? "aws";
  view.variant = world.providers.find((p) => p.id === view.provider)?.variants[0]?.id ?? null;
  view.import = {
    origin,
    findings: [
      {
        code: "input-bom-removed",
        severity: "info",
        field: null,
        message: "A byte-order mark at the start was removed.",
        tip: "",
      },
    ],
    candidates: (several ? ["default", "xoap", "sso"] : ["xoap"]).map((label) => ({
      provider: view.provider ?? "aws",
      kind: several ? "credentials-file" : "console-csv",
      label,
      usable: label !== "sso",
      findings:
        label === "sso"
          ? [
              {
                code: "aws-sso",
                severity: "error",
                field: null,
                message: "The profile sso signs in through a browser and holds no key.",
                tip: "Create an access key for this connection.",
              },
            ]
          : [],
    })),
    chosen: several ? null : 0,
  };
  if (!several) take(origin);
  view.step = "credentials";
}

function take(origin: string): void {
  if (view.provider === "azure") {
    const from = (value: string, key: string) => ({ value, secret: false, provenance: `${origin}, ${key}` });
    view.fields = {
      subscription_id: from("6f1b7a52-9c0e-4d5b-8f7e-2b1c3d4e5f60", "--scopes"),
      tenant_id: from("0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "tenant"),
      client_id: from("9b8a7c6d-5e4f-4d3c-a2b1-0f9e8d7c6b5a", "appId"),
    };
    if (query.get("part") !== "first")
      view.fields["certificate"] = {
        masked: "•••• 3114 characters",
        secret: true,
        provenance: "xoap-images.pem",
      };
    look();
    return;
  }
  view.fields =
    view.provider === "google"
      ? {
          credentials_json: { masked: "•••• 2318 characters", secret: true, provenance: origin },
          client_email: {
            value: "xoap@xoap-images-demo.iam.gserviceaccount.com",
            secret: false,
            provenance: `${origin}, client_email`,
          },
          project: { value: "xoap-images-demo", secret: false, provenance: `${origin}, project_id` },
        }
      : {
          access_key_id: { value: "AKIAIOSFODNN7XOAPDEM", secret: false, provenance: `${origin}, column 1` },
          secret_access_key: {
            masked: "•••• 40 characters",
            secret: true,
            provenance: `${origin}, column 2`,
          },
        };
  look();
}

async function check(channel: Channel<Progress>, only: string[] | null): Promise<SessionView> {
  const story = view.demo?.story ?? query.get("story") ?? "all-granted";
  const provider = view.provider ?? "aws";
  const tell = (progress: Progress) => channel.onmessage(progress);
  const pace = Number(query.get("pace") ?? (story === "slow-network" ? 250 : 30));
  const before = view.report;
  cancelled = false;
  view.running = true;
  for (const result of world.stages(story)) {
    await wait(pace);
    tell({ type: "stage", result });
  }
  const all = world.names(provider);
  const asked = only ? all.filter((n) => only.includes(n.id)) : all;
  const halted = /captive|deleted/.test(story);
  const rows: Row[] = [];
  if (!halted) {
    tell({
      type: "principal",
      principal: {
        id:
          provider === "aws"
            ? "arn:aws:iam::123456789012:user/xoap"
            : "xoap@xoap-images-demo.iam.gserviceaccount.com",
        kind: "user",
        account: "123456789012",
      },
    });
    for (const n of asked) {
      if (cancelled) break;
      await wait(pace);
      const row = world.row(n, provider, story, view.demo?.fixed ?? false);
      rows.push(row);
      tell({ type: "row", row, done: rows.length, total: asked.length });
    }
  }
  const done = new Map(rows.map((r) => [r.id, r]));
  const kept = new Map((only ? (before?.requirements ?? []) : []).map((r) => [r.id, r]));
  const cause = halted ? story : "cancelled";
  const requirements = all.map(
    (n) =>
      done.get(n.id) ?? kept.get(n.id) ?? world.untested(n, cause, "The check ended before this was tested."),
  );
  const denied = requirements.some((r) => r.verdict === "denied");
  const open = requirements.some((r) => r.verdict === "undetermined");
  const tally = { granted: 0, denied: 0, undetermined: 0 };
  const report: Report = {
    version: 1,
    tool: { name: "xoap-onboard", version: "0.1.0" },
    demo: view.demo !== null,
    started: "2026-11-24T12:00:00Z",
    duration_ms: 412,
    provider,
    variant: view.variant ?? "",
    purposes: view.choice.purposes,
    options: view.choice.options,
    target: provider === "aws" ? { region: "eu-central-1" } : { project: "xoap-images-demo" },
    principal: halted
      ? null
      : { id: "arn:aws:iam::123456789012:user/xoap", kind: "user", account: "123456789012" },
    findings: view.findings,
    stages: world.stages(story),
    requirements,
    preconditions: halted
      ? []
      : [
          story === "no-default-vpc"
            ? {
                id: "default-vpc",
                outcome: "unmet",
                detail: "There is no default VPC in eu-central-1.",
                fix: "Create one with aws ec2 create-default-vpc, or name a subnet in your templates.",
              }
            : {
                id: "default-vpc",
                outcome: "met",
                detail: "There is a default VPC in eu-central-1.",
                fix: null,
              },
        ],
    excess:
      story === "all-granted"
        ? [{ permission: "iam:*", why: "The simulator allows it; builds do not need it." }]
        : [],
    summary: { required: tally, optional: tally, conditional: tally },
    readiness: denied || story === "deleted-key" ? "blocked" : open ? "undetermined" : "ready",
    ending:
      story === "captive-portal"
        ? "unreachable"
        : story === "deleted-key"
          ? "rejected"
          : cancelled
            ? "cancelled"
            : "complete",
    remediation: world.remediation(requirements),
    calls: asked.length + 3,
    credential: "0".repeat(64),
  };
  view = { ...view, running: false, report, outdated: false };
  return view;
}

function preview({ details, format }: PayloadRequest): string {
  if (details.name === "")
    fail("payload", "The payload could not be made: it has no name.", "Give it a name.");
  if (format === "json")
    return JSON.stringify(
      {
        version: 1,
        demo: view.demo !== null,
        name: details.name,
        description: details.description,
        tags: details.tags,
        type: "cloud-provider",
        provider: view.provider,
        variant: view.variant,
        settings: { access_key_id: "AKIAIOSFODNN7XOAPDEM", region: "eu-central-1" },
        secrets: { secret_access_key: { redacted: true } },
        verified: { at: "2026-11-24T12:00:00Z", readiness: view.report?.readiness ?? null },
      },
      null,
      2,
    );
  if (format === "sheet")
    return `Name:              ${details.name}\nType:              Cloud provider\nAccess key ID:     AKIAIOSFODNN7XOAPDEM\nSecret access key: (secret, not in this file)\n`;
  if (format === "env")
    return "export AWS_ACCESS_KEY_ID='AKIAIOSFODNN7XOAPDEM'\n# AWS_SECRET_ACCESS_KEY: secret, not in this file\n";
  if (format === "tfvars")
    return 'access_key = "AKIAIOSFODNN7XOAPDEM"\n# secret_key: secret, not in this file\n';
  if (format === "powershell")
    return "$env:AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7XOAPDEM'\n# AWS_SECRET_ACCESS_KEY: secret, not in this file\n";
  return 'access_key = "AKIAIOSFODNN7XOAPDEM"\n# secret_key: secret, not in this file\n';
}

function sheet(): SheetRow[] {
  const spec = world.providers
    .find((p) => p.id === view.provider)
    ?.variants.find((v) => v.id === view.variant);
  const name = { label: "Name", value: view.details.name, masked: null, secret: false };
  const fields = (spec?.fields ?? [])
    .filter((f) => view.fields[f.name])
    .map((f) => {
      const held = view.fields[f.name];
      return {
        label: f.label,
        value: held?.secret ? null : (held?.value ?? ""),
        masked: held?.masked ?? null,
        secret: held?.secret ?? false,
      };
    });
  return [name, ...fields].map((row, index) => ({ index, ...row }));
}

function seal({ recipients, passphrase }: Seal) {
  const bad = recipients.find((r) => !/^age1[a-z0-9]{50,}$/.test(r));
  if (passphrase === null && bad !== undefined)
    fail(
      "seal-recipient-invalid",
      `The recipient ${bad.slice(0, 12)}… cannot be read: it is too short.`,
      "A recipient begins with age1, as age-keygen prints it.",
    );
  return { path: "/home/anna/Documents/xoap-azure-prod.json.age", bytes: 1204, secret: false };
}

let connections: SavedConnection[] = query.get("saved") === "none" ? [] : kept.connections();

function saved(): SavedView {
  const reason =
    query.get("store") === "none"
      ? "No key store answers on this computer: the session has no Secret Service. Start gnome-keyring or KWallet, then try again."
      : null;
  return { available: reason === null, reason, notice: null, connections };
}

function keep(): SavedView {
  if (view.demo) fail("saved-in-demo", "In the demo nothing is kept.", "End the demo first.");
  if (query.get("store") === "none")
    fail("keychain-unavailable", "There is no key store on this computer.", "Start one, then try again.");
  view.saved = "00000000000000ff";
  connections = [
    {
      id: view.saved,
      ...view.details,
      provider: view.provider ?? "",
      variant: view.variant ?? "",
      label: view.fields["client_id"]?.value ?? null,
      saved: new Date().toISOString(),
      expires: typeof view.facts["expires"] === "string" ? view.facts["expires"] : null,
      expired: false,
      checked: view.report ? { at: view.report.started, readiness: view.report.readiness } : null,
    },
    ...connections,
  ];
  return saved();
}

/** Every argument of every command. */
interface Args {
  language: Boot["language"] | null;
  step: SessionView["step"];
  provider: string;
  choice: SessionView["choice"];
  index: number;
  name: string;
  value: string;
  channel: Channel<Progress>;
  only: string[] | null;
  story: string;
  details: SessionView["details"];
  request: PayloadRequest;
  seal: Seal;
  id: string;
}

const commands: Record<string, (args: Args) => unknown> = {
  boot: ({ language: wanted }) => {
    language = wanted ?? language;
    return { version: "0.1.0", language, providers: world.providers, stories: world.stories } satisfies Boot;
  },
  session: () => view,
  reset: () => (view = fresh()),
  set_step: ({ step }) => void (view.step = step),
  choose_provider: ({ provider }) => {
    view.provider = provider;
    view.variant = world.providers.find((p) => p.id === provider)?.variants[0]?.id ?? null;
    view.fields = {};
    look();
  },
  set_choice: ({ choice }) => {
    view.choice = choice;
    look();
  },
  import_file: () => imported("accessKeys.csv"),
  import_paste: () =>
    query.get("import") === "error"
      ? fail(
          "clipboard-empty",
          "The clipboard is empty or holds no text.",
          "Copy the key or the whole file's text, then paste again.",
        )
      : imported("clipboard"),
  take_candidate: ({ index }) => {
    if (view.import) view.import.chosen = index;
    take("credentials");
  },
  set_field: ({ name, value }) => {
    const secret = world.providers.some((p) =>
      p.variants[0]?.fields.some((f) => f.name === name && f.input.startsWith("secret")),
    );
    view.fields[name] = secret
      ? { masked: `•••• ${value.length} characters`, secret, provenance: "typed" }
      : { value, secret, provenance: "typed" };
    look();
  },
  clear_field: ({ name }) => {
    delete view.fields[name];
    look();
  },
  plan: async () => {
    await wait(50);
    return world.calls(view.provider ?? "aws");
  },
  check: ({ channel, only }) => check(channel, only),
  cancel: () => void (cancelled = true),
  demo_start: ({ story, provider }) => {
    aside = aside ?? structuredClone(view);
    view = { ...fresh(), provider, demo: { story, fixed: false } };
    view.variant = world.providers.find((p) => p.id === provider)?.variants[0]?.id ?? null;
    take("the demo");
    view.report = null;
  },
  demo_fix: () => {
    if (view.demo) view.demo.fixed = true;
  },
  demo_end: () => {
    view = aside ?? fresh();
    aside = null;
  },
  set_details: ({ details }) => void (view.details = details),
  payload_preview: ({ request }) => preview(request),
  payload_save: () => ({ path: "/home/anna/Documents/xoap-connection.json", bytes: 812, secret: false }),
  report_save: () => ({ path: "/home/anna/Documents/xoap-report.md", bytes: 9120, secret: false }),
  payload_seal: ({ seal: lock }) => seal(lock),
  sheet: () => sheet(),
  copy_secret: () => ({ bytes: 40, clears_after: Number(query.get("clears") ?? 30) }),
  saved_list: () =>
    query.get("saved") === "broken"
      ? fail(
          "saved-unreadable",
          "The list of saved connections cannot be read.",
          "Check its folder's rights.",
        )
      : saved(),
  saved_keep: () => keep(),
  saved_open: ({ id }) => {
    const entry = connections.find((c) => c.id === id);
    view = { ...fresh(), provider: entry?.provider ?? null, variant: entry?.variant ?? null, saved: id };
    view.step = "check";
    take("the key store");
    look();
  },
  saved_rename: ({ id, name }) => {
    connections = connections.map((c) => (c.id === id ? { ...c, name } : c));
    return saved();
  },
  saved_delete: ({ id }) => {
    connections = connections.filter((c) => c.id !== id);
    return saved();
  },
  copy: () => ({ bytes: 12, clears_after: null }),
  open_link: () => null,
};

const PLAIN = new Set([
  "boot",
  "plan",
  "payload_preview",
  "payload_save",
  "payload_seal",
  "sheet",
  "copy_secret",
  "saved_list",
  "saved_keep",
  "saved_rename",
  "saved_delete",
  "report_save",
  "copy",
  "open_link",
  "cancel",
]);

export function install(): void {
  mockIPC(
    async (command, args) => {
      const run = commands[command];
      if (!run) throw new Error(`no command ${command}`);
      const answer = await run((args ?? {}) as unknown as Args);
      if (PLAIN.has(command)) return answer ?? null;
      return structuredClone(view);
    },
    { shouldMockEvents: true },
  );
  if (query.has("drag")) setTimeout(() => void emit("drag", "over"), 500);
}
