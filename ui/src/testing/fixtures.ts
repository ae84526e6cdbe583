/** Made-up data of a provider that does not exist: the interface must render any. */
import type { Boot } from "../ipc/bindings/Boot";
import type { Descriptor } from "../ipc/bindings/Descriptor";
import type { FieldSpec } from "../ipc/bindings/FieldSpec";
import type { Finding } from "../ipc/bindings/Finding";
import type { Report } from "../ipc/bindings/Report";
import type { Row } from "../ipc/bindings/Row";
import type { SessionView } from "../ipc/bindings/SessionView";

export const field = (name: string, rest: Partial<FieldSpec> = {}): FieldSpec => ({
  name,
  label: `Label ${name}`,
  hint: `Hint ${name}`,
  example: "",
  input: "text",
  required: true,
  setting: false,
  default: "",
  suggestions: [],
  options: [],
  ...rest,
});

export const nimbus: Descriptor = {
  id: "nimbus",
  name: "Nimbus",
  kind: "cloud-provider",
  icon: '<svg viewBox="0 0 8 8"><script>alert(1)</script><path d="M0 0h8v8z"/></svg>',
  accepts: "a ticket",
  variants: [
    {
      id: "ticket",
      label: "Ticket",
      fields: [
        field("number"),
        field("code", { input: "secret" }),
        field("place", { setting: true, suggestions: ["north", "south", "south-west"], required: false }),
        field("host", { setting: true, options: ["shared"] }),
      ],
    },
  ],
  purposes: [{ id: "images", label: "Images", detail: "Makes images." }],
  options: [{ id: "shared", label: "Shared", detail: "Uses another network." }],
  guide: [
    {
      title: "Make one",
      text: "Do it.",
      command: 'make {number} --json {"a": {b}}',
      link: "https://nimbus.invalid/doc",
    },
  ],
  groups: [
    { id: "rain", label: "Rain", detail: "" },
    { id: "wind", label: "Wind", detail: "" },
  ],
  services: ["nimbus.rain"],
};

export const boot = (rest: Partial<Boot> = {}): Boot => ({
  version: "1.2.3",
  language: "en",
  providers: [nimbus, { ...nimbus, id: "stratus", name: "Stratus" }],
  stories: [
    {
      name: "fine",
      providers: ["nimbus"],
      title: "All fine",
      shows: "Shows it.",
      note: "Say it.",
      fixable: false,
    },
    {
      name: "gap",
      providers: ["nimbus"],
      title: "A gap",
      shows: "Shows a gap.",
      note: "Fix it.",
      fixable: true,
    },
  ],
  ...rest,
});

export const finding = (code: string, rest: Partial<Finding> = {}): Finding => ({
  code,
  severity: "error",
  field: null,
  message: `Message of ${code}.`,
  tip: `Tip of ${code}.`,
  ...rest,
});

export const view = (rest: Partial<SessionView> = {}): SessionView => ({
  id: 1,
  step: "provider",
  demo: null,
  provider: null,
  variant: null,
  choice: { purposes: ["images"], options: [] },
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
  ...rest,
});

export const filled = (rest: Partial<SessionView> = {}): SessionView =>
  view({
    provider: "nimbus",
    variant: "ticket",
    fields: {
      number: { value: "42", secret: false, provenance: "ticket.txt, line 1" },
      code: { masked: "•••• 40 characters", secret: true, provenance: "ticket.txt, line 2" },
    },
    facts: { key_bits: 2048, key_parses: true, odd_thing: "x" },
    usable: true,
    ...rest,
  });

export const row = (id: string, rest: Partial<Row> = {}): Row => ({
  id,
  permission: `rain:${id}`,
  resource: "*",
  level: "required",
  group: "rain",
  purpose: `Needed for ${id}.`,
  verdict: "granted",
  method: "dry-run",
  reason: null,
  cause: null,
  disputed: false,
  evidence: [
    {
      method: "dry-run",
      outcome: "allowed",
      code: "WouldHaveRained",
      cause: null,
      reason: null,
      message: "It would have rained.",
      request: `POST rain ${id} (dry run)`,
      request_id: `req-${id}`,
      status: 412,
      ms: 31,
    },
  ],
  ...rest,
});

export const rows: Row[] = [
  row("a"),
  row("b", { verdict: "denied", reason: "No policy allows it.", group: "wind" }),
  row("c", { verdict: "undetermined", cause: "needs-real-resource", method: "dry-run" }),
  row("d", { verdict: "undetermined", cause: "cancelled", method: "none", evidence: [] }),
];

const tally = { granted: 0, denied: 0, undetermined: 0 };

export const report = (rest: Partial<Report> = {}): Report => ({
  version: 1,
  tool: { name: "xoap-onboard", version: "1.2.3" },
  demo: false,
  started: "2026-11-24T12:00:00Z",
  duration_ms: 412,
  provider: "nimbus",
  variant: "ticket",
  purposes: ["images"],
  options: [],
  target: { place: "north" },
  principal: { id: "ticket/42", kind: "user", account: "7" },
  findings: [],
  stages: (["dns", "tcp", "proxy", "tls", "clock", "authentication", "context"] as const).map((stage) => ({
    stage,
    outcome: "ok",
    cause: null,
    detail: null,
  })),
  requirements: rows,
  preconditions: [{ id: "umbrella", outcome: "unmet", detail: "There is no umbrella.", fix: "Buy one." }],
  excess: [{ permission: "rain:*", why: "Not needed." }],
  summary: { required: tally, optional: tally, conditional: tally },
  readiness: "blocked",
  ending: "complete",
  remediation: [
    { for: ["rain:b"], format: "policy", title: "Attach it.", content: '{"allow": ["rain:b"]}' },
    { for: ["rain:b"], format: "cli", title: "Run it.", content: "nimbus allow rain:b" },
  ],
  calls: 6,
  credential: "0".repeat(64),
  ...rest,
});
