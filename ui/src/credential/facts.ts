/** Facts known offline, as label and value. Names of the contract have labels; any other fact shows by its name. */
import type { Id } from "../text/text.svelte";
import { moment, t } from "../text/text.svelte";

const LABELS: Record<string, Id> = {
  account_id: "fact.account_id",
  project_id: "fact.project_id",
  client_email: "fact.client_email",
  key_bits: "fact.key_bits",
  key_parses: "fact.key_parses",
  jwt_sha256: "fact.jwt_sha256",
  cloud: "fact.cloud",
  expires: "fact.expires",
  not_before: "fact.not_before",
  certificate_subject: "fact.certificate_subject",
  certificate_sha1: "fact.certificate_sha1",
  certificate_sha256: "fact.certificate_sha256",
  key_kind: "fact.key_kind",
};

export interface Fact {
  name: string;
  label: string;
  value: string;
  /** It is said in words, such as a date; anything else is an id to be compared letter by letter. */
  words: boolean;
}

const DATES: readonly string[] = ["expires", "not_before"];

function shown(name: string, value: unknown): string {
  if (name === "key_bits" && typeof value === "number") return t("fact.bits", { bits: String(value) });
  const at = DATES.includes(name) && typeof value === "string" ? new Date(value) : null;
  if (at !== null && !Number.isNaN(at.getTime())) return moment(at);
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  if (typeof value === "string" || typeof value === "number") return String(value);
  return JSON.stringify(value);
}

/** `key_bits` -> "Key bits". */
function spoken(name: string): string {
  const words = name.replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function facts(of: Record<string, unknown>, fieldLabel: (name: string) => string | undefined): Fact[] {
  return Object.entries(of)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => {
      const id = LABELS[name];
      // A field's label is the provider's own word for it, so it goes first.
      const label = fieldLabel(name) ?? (id === undefined ? spoken(name) : (t as (id: Id) => string)(id));
      return {
        name,
        label,
        value: shown(name, value),
        words: DATES.includes(name) || typeof value === "boolean",
      };
    });
}
