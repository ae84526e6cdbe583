/** The planned calls, put together by what they are for and where they go. Pure. */
import type { Intent } from "../ipc/bindings/Intent";
import type { PlannedCall } from "../ipc/bindings/PlannedCall";

export interface CallGroup {
  intent: Intent;
  host: string;
  calls: PlannedCall[];
}

/** Groups in the order of their first call. */
export function grouped(calls: readonly PlannedCall[]): CallGroup[] {
  const groups = new Map<string, CallGroup>();
  for (const call of calls) {
    const key = `${call.intent} ${call.host}`;
    const group = groups.get(key);
    if (group) group.calls.push(call);
    else groups.set(key, { intent: call.intent, host: call.host, calls: [call] });
  }
  return [...groups.values()];
}
