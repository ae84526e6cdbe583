/** What a run tells while it goes on, and what it would ask. Mirrors `Progress` and `PlannedCall` of the core. */
import type { Precondition } from "./bindings/Precondition";
import type { Principal } from "./bindings/Principal";
import type { Row } from "./bindings/Row";
import type { StageResult } from "./bindings/StageResult";

export type Progress =
  | { type: "stage"; result: StageResult }
  | { type: "principal"; principal: Principal }
  | { type: "row"; row: Row; done: number; total: number }
  | { type: "precondition"; precondition: Precondition };

export type Intent = "read" | "dry-run" | "permission-test" | "login";

export interface PlannedCall {
  label: string;
  service: string;
  host: string;
  intent: Intent;
  conditional: boolean;
}
