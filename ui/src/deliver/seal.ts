/** For whom a file is sealed, as typed: cleaned up and judged before it is sent. Pure. */
import { t } from "../text/text.svelte";

/** The shortest passphrase that the shell takes. */
export const SHORTEST = 12;

export interface Passphrases {
  first: string;
  second: string;
}

/** One public key a line; commas, quotes, remarks after `#` and signs that nobody sees are no part of one. */
export function recipientsOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, ""))
    .flatMap((line) => line.split(/[\s,;]+/))
    .map((word) => word.replace(/["'“”„‘’`\u200b-\u200f\u2060\ufeff]/g, ""))
    .filter((word) => word !== "");
}

/** What is the matter with it; nothing when it can be sent. Length is counted as a person counts it. */
export function passphraseProblem({ first, second }: Passphrases): string | null {
  const length = [...first].length;
  if (length === 0) return t("seal.pass-none");
  if (length < SHORTEST) return t("seal.pass-short", { length, least: SHORTEST });
  return first === second ? null : t("seal.pass-differ");
}

/** To which input a refusal of the shell belongs, by its code. */
export function inputOf(code: string): "recipients" | "passphrase" | null {
  if (code.startsWith("seal-passphrase")) return "passphrase";
  return code.startsWith("seal-recipient") || code === "seal-one-kind" || code === "seal-too-many"
    ? "recipients"
    : null;
}
