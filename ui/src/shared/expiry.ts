/** When a credential expires, as seen from now. Pure. */

const DAY = 24 * 60 * 60 * 1000;
/** Fewer days than this ask for somebody's attention. */
export const SOON = 30;

export type Expiry =
  { state: "none" } | { state: "expired"; on: Date } | { state: "soon" | "later"; on: Date; days: number };

/** `expired` is Rust's word; a date that has passed since it was said counts as well. */
export function expiryOf(expires: string | null, expired: boolean, now = Date.now()): Expiry {
  const on = new Date(expires ?? "");
  if (Number.isNaN(on.getTime())) return { state: "none" };
  if (expired || on.getTime() <= now) return { state: "expired", on };
  const days = Math.ceil((on.getTime() - now) / DAY);
  return { state: days <= SOON ? "soon" : "later", on, days };
}
