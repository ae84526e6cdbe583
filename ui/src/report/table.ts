/** The permission table as data: states, sections, filters, counts, the summary by group. Pure. */
import type { Choosable } from "../ipc/bindings/Choosable";
import type { Row } from "../ipc/bindings/Row";

/** What a row shows. `untested` is an undetermined row that nothing was asked about; `checking` has no answer yet. */
export type Status = "granted" | "denied" | "unknown" | "untested" | "checking";
export type Filter = "all" | "missing" | "unknown";
export type SectionId = "missing" | "unknown" | "untested" | "granted" | "checking";

export interface Section {
  id: SectionId;
  rows: Row[];
}

export interface Counts {
  granted: number;
  missing: number;
  unknown: number;
  untested: number;
  checking: number;
  all: number;
}

export interface Segment extends Counts {
  id: string;
  label: string;
}

/** How much of a row fits beside each other. Beside a fix, sentences go under the names. */
export type Width = "wide" | "narrow" | "tiny";

/** Before it was measured, a table is taken to be wide. */
export const widthOf = (pixels: number): Width =>
  pixels === 0 || pixels >= 800 ? "wide" : pixels >= 440 ? "narrow" : "tiny";

export const columnsOf = (width: Width): number => ({ wide: 4, narrow: 3, tiny: 2 })[width];

export const NONE: ReadonlySet<string> = new Set();

export function statusOf(row: Row, waiting: ReadonlySet<string> = NONE): Status {
  if (waiting.has(row.id)) return "checking";
  if (row.verdict === "granted") return "granted";
  if (row.verdict === "denied") return "denied";
  return row.method === "none" ? "untested" : "unknown";
}

const SECTION_OF: Record<Status, SectionId> = {
  granted: "granted",
  denied: "missing",
  unknown: "unknown",
  untested: "untested",
  checking: "checking",
};

export function count(rows: readonly Row[], waiting: ReadonlySet<string> = NONE): Counts {
  const counts = { granted: 0, missing: 0, unknown: 0, untested: 0, checking: 0, all: rows.length };
  for (const row of rows) counts[SECTION_OF[statusOf(row, waiting)]] += 1;
  return counts;
}

/** True when the row speaks of what was searched for; words in any order, case aside. */
export function matches(row: Row, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = `${row.permission} ${row.purpose} ${row.resource} ${row.cause ?? ""}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

const WANTED: Record<Filter, readonly SectionId[]> = {
  all: ["missing", "unknown", "untested", "granted", "checking"],
  missing: ["missing"],
  unknown: ["unknown", "untested"],
};

/** Sections in the order of what needs a person most; empty ones are left out. Rows keep their order. */
export function sections(
  rows: readonly Row[],
  { filter, search, waiting = NONE }: { filter: Filter; search: string; waiting?: ReadonlySet<string> },
): Section[] {
  const found: Record<SectionId, Row[]> = {
    missing: [],
    unknown: [],
    untested: [],
    granted: [],
    checking: [],
  };
  for (const row of rows) if (matches(row, search)) found[SECTION_OF[statusOf(row, waiting)]].push(row);
  return WANTED[filter].map((id) => ({ id, rows: found[id] })).filter((s) => s.rows.length > 0);
}

/**
 * Counts by group in the descriptor's order; groups that it does not name come last under their own id. Empty ones
 * are left out, but not while rows come in: the bar must not change its parts then.
 */
export function segments(
  rows: readonly Row[],
  groups: readonly Choosable[],
  { live = false, waiting = NONE }: { live?: boolean; waiting?: ReadonlySet<string> } = {},
): Segment[] {
  const byGroup = new Map<string, Row[]>(groups.map((g) => [g.id, []]));
  for (const row of rows) {
    const held = byGroup.get(row.group);
    if (held) held.push(row);
    else byGroup.set(row.group, [row]);
  }
  const label = (id: string) => groups.find((g) => g.id === id)?.label ?? id;
  return [...byGroup]
    .filter(([, held]) => live || held.length > 0)
    .map(([id, held]) => ({ id, label: label(id), ...count(held, waiting) }));
}

/** What "check these again" asks for: what is missing; with nothing missing or under the filter, what is unknown. */
export function again(rows: readonly Row[], filter: Filter): string[] {
  const of = (verdict: Row["verdict"]) => rows.filter((r) => r.verdict === verdict).map((r) => r.id);
  const missing = of("denied");
  return filter === "unknown" || missing.length === 0 ? of("undetermined") : missing;
}
