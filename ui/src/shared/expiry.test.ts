import { describe, expect, it } from "vitest";
import { expiryOf } from "./expiry";

const now = Date.parse("2026-11-24T12:00:00Z");
const state = (expires: string | null, expired = false) => expiryOf(expires, expired, now);

describe("an expiry", () => {
  it("is told in days that are left, begun ones counted", () => {
    expect(state("2026-11-24T13:00:00Z")).toMatchObject({ state: "soon", days: 1 });
    expect(state("2026-12-24T12:00:00Z")).toMatchObject({ state: "soon", days: 30 });
    expect(state("2026-12-24T12:00:01Z")).toMatchObject({ state: "later", days: 31 });
  });

  it("is over when Rust says so, or when it passed since", () => {
    expect(state("2026-11-24T12:00:00Z").state).toBe("expired");
    expect(state("2027-01-01T00:00:00Z", true).state).toBe("expired");
  });

  it("is none when no date is known or it cannot be read", () => {
    expect(state(null).state).toBe("none");
    expect(state("soon").state).toBe("none");
  });
});
