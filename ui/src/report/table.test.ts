import { describe, expect, it } from "vitest";
import { nimbus, row, rows } from "../testing/fixtures";
import { grouped } from "./calls";
import { again, count, matches, sections, segments, statusOf } from "./table";

const ids = (found: ReturnType<typeof sections>) => found.map((s) => [s.id, s.rows.map((r) => r.id)]);

describe("the permission table", () => {
  it("tells not tested from could not tell", () => {
    expect(rows.map((r) => statusOf(r))).toEqual(["granted", "denied", "unknown", "untested"]);
    expect(statusOf(row("a"), new Set(["a"]))).toBe("checking");
  });

  it("puts what is missing first", () => {
    expect(ids(sections(rows, { filter: "all", search: "" }))).toEqual([
      ["missing", ["b"]],
      ["unknown", ["c"]],
      ["untested", ["d"]],
      ["granted", ["a"]],
    ]);
  });

  it("filters and searches", () => {
    expect(ids(sections(rows, { filter: "missing", search: "" }))).toEqual([["missing", ["b"]]]);
    expect(ids(sections(rows, { filter: "unknown", search: "" }))).toEqual([
      ["unknown", ["c"]],
      ["untested", ["d"]],
    ]);
    expect(ids(sections(rows, { filter: "all", search: "NEEDS rain:c" }))).toEqual([["unknown", ["c"]]]);
    expect(sections(rows, { filter: "all", search: "nothing of this" })).toEqual([]);
    expect(matches(row("a"), "  ")).toBe(true);
  });

  it("counts every row exactly once", () => {
    const counts = count(rows, new Set(["a"]));
    expect(counts).toEqual({ granted: 0, missing: 1, unknown: 1, untested: 1, checking: 1, all: 4 });
  });

  it("sums up by group in the descriptor's order, and loses no group that it does not name", () => {
    const parts = segments([...rows, row("x", { group: "hail" })], nimbus.groups);
    expect(parts.map((p) => [p.label, p.granted, p.missing, p.all])).toEqual([
      ["Rain", 1, 0, 3],
      ["Wind", 0, 1, 1],
      ["hail", 1, 0, 1],
    ]);
    expect(segments([row("a")], nimbus.groups).map((p) => p.id)).toEqual(["rain"]);
    expect(segments([], nimbus.groups, { live: true }).map((p) => p.id)).toEqual(["rain", "wind"]);
  });

  it("asks again for what is missing, else for what is unknown", () => {
    expect(again(rows, "all")).toEqual(["b"]);
    expect(again(rows, "unknown")).toEqual(["c", "d"]);
    expect(again([row("a"), row("c", { verdict: "undetermined" })], "all")).toEqual(["c"]);
  });

  it("sorts 5,000 rows well within a frame", () => {
    const many = Array.from({ length: 5000 }, (_, n) =>
      row(`r${n}`, {
        verdict: (["granted", "denied", "undetermined"] as const)[n % 3] ?? "granted",
        group: `g${n % 9}`,
      }),
    );
    const started = performance.now();
    const found = sections(many, { filter: "all", search: "needed r" });
    const parts = segments(many, []);
    // A generous bound for a loaded machine: the work is linear, a quadratic one would take seconds.
    expect(performance.now() - started).toBeLessThan(500);
    expect(found.reduce((n, s) => n + s.rows.length, 0)).toBe(5000);
    expect(parts).toHaveLength(9);
  });
});

describe("planned calls", () => {
  it("stand together by intent and host, in the order of their first", () => {
    const call = (label: string, intent: "read" | "login", host: string) =>
      ({ label, intent, host, service: "s", conditional: false }) as const;
    const groups = grouped([
      call("a", "login", "x"),
      call("b", "read", "y"),
      call("c", "read", "x"),
      call("d", "read", "y"),
    ]);
    expect(groups.map((g) => [g.intent, g.host, g.calls.length])).toEqual([
      ["login", "x", 1],
      ["read", "y", 2],
      ["read", "x", 1],
    ]);
  });
});
