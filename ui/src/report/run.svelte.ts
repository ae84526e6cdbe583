/**
 * A live check while it runs. Rows stream faster than a screen shows them, so they are gathered and taken over
 * once a frame. What is found out stays when the run is cancelled or fails.
 */
import type { CommandError } from "../ipc/bindings/CommandError";
import type { Precondition } from "../ipc/bindings/Precondition";
import type { Principal } from "../ipc/bindings/Principal";
import type { Report } from "../ipc/bindings/Report";
import type { Row } from "../ipc/bindings/Row";
import type { StageName } from "../ipc/bindings/StageName";
import type { StageResult } from "../ipc/bindings/StageResult";
import * as ipc from "../ipc/commands";
import type { PlannedCall } from "../ipc/bindings/PlannedCall";
import type { Progress } from "../ipc/bindings/Progress";
import type { Announcer } from "../shared/announcer.svelte";
import type { Session } from "../shared/session.svelte";
import { number, t } from "../text/text.svelte";
import { count, NONE } from "./table";

export const STAGES: readonly StageName[] = [
  "dns",
  "tcp",
  "proxy",
  "tls",
  "clock",
  "authentication",
  "context",
];

type Phase = "idle" | "running" | "cancelling";

export class Run {
  phase = $state<Phase>("idle");
  rows = $state.raw<Row[]>([]);
  waiting = $state.raw<ReadonlySet<string>>(NONE);
  stages = $state.raw<readonly StageResult[]>([]);
  preconditions = $state.raw<readonly Precondition[]>([]);
  principal = $state.raw<Principal | null>(null);
  done = $state(0);
  total = $state(0);
  error = $state.raw<CommandError | null>(null);
  planned = $state.raw<readonly PlannedCall[] | null>(null);
  /** How many partial checks found something still missing, one after the other. */
  rechecks = $state(0);

  readonly active = $derived(this.phase !== "idle");

  #session: Session;
  #announcer: Announcer;
  #gathered: Progress[] = [];
  #frame: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told = 0;

  constructor(session: Session, announcer: Announcer) {
    this.#session = session;
    this.#announcer = announcer;
  }

  /** The calls that a check would make. None is made. */
  async plan(): Promise<void> {
    try {
      this.planned = await ipc.plan();
      this.error = null;
    } catch (error) {
      this.planned = null;
      this.error = ipc.asCommandError(error);
    }
  }

  /** Checks everything, or the rows that `only` names with all others kept as they are. */
  async start(only?: string[]): Promise<void> {
    if (this.active) return;
    await this.#session.settled();
    this.#begin(only);
    try {
      const view = await ipc.check((progress) => this.#gather(progress), only);
      this.#take();
      this.#session.take(view);
      this.#end(view.report, only !== undefined);
    } catch (error) {
      this.#take();
      this.error = ipc.asCommandError(error);
      this.#announcer.alert(this.error.message);
    } finally {
      this.phase = "idle";
    }
  }

  async cancel(): Promise<void> {
    if (this.phase !== "running") return;
    this.phase = "cancelling";
    await this.stop();
  }

  /** Stops whatever check runs in Rust, also one that this page did not begin. */
  async stop(): Promise<void> {
    this.#announcer.say(t("run.cancelling"));
    try {
      await ipc.cancel();
    } catch (error) {
      this.error = ipc.asCommandError(error);
    }
  }

  /** Another session began: nothing of the last run is shown any more. */
  forget(): void {
    if (this.active) return;
    this.rows = [];
    this.error = null;
    this.planned = null;
    this.rechecks = 0;
  }

  #begin(only: string[] | undefined): void {
    const view = this.#session.view;
    // Rows that are known already stay in sight and wait for their new answers.
    const before = view?.outdated ? null : (view?.report ?? null);
    this.phase = "running";
    this.error = null;
    this.rows = before?.requirements ?? [];
    this.waiting = new Set(only ?? this.rows.map((row) => row.id));
    this.stages = [];
    this.preconditions = [];
    this.principal = only === undefined ? null : (before?.principal ?? null);
    this.done = 0;
    this.total = this.waiting.size;
    this.#told = 0;
    this.#announcer.say(
      only === undefined ? t("run.started") : t("run.again-started", { count: only.length }),
    );
  }

  #end(report: Report | null, partial: boolean): void {
    if (!report) return;
    const counts = count(report.requirements);
    this.rechecks = partial && counts.missing > 0 ? this.rechecks + 1 : 0;
    const { granted, all: total, missing } = counts;
    const unknown = counts.unknown + counts.untested;
    this.#announcer.say(
      unknown === 0
        ? t("run.ended", { granted, total, missing })
        : t("run.ended-unknown", { granted, total, missing, unknown }),
    );
  }

  #gather(progress: Progress): void {
    this.#gathered.push(progress);
    if (this.#frame !== undefined) return;
    this.#frame = requestAnimationFrame(() => this.#take());
    // A window that is not shown has no frames.
    this.#timer = setTimeout(() => this.#take(), 250);
  }

  #take(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = undefined;
    if (this.#gathered.length === 0) return;
    const gathered = this.#gathered;
    this.#gathered = [];
    const rows = new Map(this.rows.map((row) => [row.id, row]));
    const stages = new Map(this.stages.map((s) => [s.stage, s]));
    const preconditions = new Map(this.preconditions.map((p) => [p.id, p]));
    const waiting = new Set(this.waiting);
    for (const progress of gathered) {
      switch (progress.type) {
        case "row":
          rows.set(progress.row.id, progress.row);
          waiting.delete(progress.row.id);
          this.done = Math.max(this.done, progress.done);
          this.total = progress.total;
          break;
        case "stage":
          stages.set(progress.result.stage, progress.result);
          break;
        case "principal":
          this.principal = progress.principal;
          break;
        case "precondition":
          preconditions.set(progress.precondition.id, progress.precondition);
          break;
      }
    }
    this.rows = [...rows.values()];
    this.stages = [...stages.values()];
    this.preconditions = [...preconditions.values()];
    this.waiting = waiting;
    this.#tell();
  }

  /** Said at a quarter, a half and three quarters; a row is never said by itself. */
  #tell(): void {
    if (this.total === 0) return;
    const quarter = Math.min(3, Math.floor((this.done / this.total) * 4));
    if (quarter <= this.#told) return;
    this.#told = quarter;
    this.#announcer.say(t("run.progress", { percent: number(quarter * 25) }));
  }
}
