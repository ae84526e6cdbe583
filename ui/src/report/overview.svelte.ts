/**
 * What the step of permissions shows: the run while one goes on, else the last report. Derived only; it keeps
 * nothing but the chosen filter.
 */
import type { Finding } from "../ipc/bindings/Finding";
import type { Precondition } from "../ipc/bindings/Precondition";
import type { Principal } from "../ipc/bindings/Principal";
import type { Remediation } from "../ipc/bindings/Remediation";
import type { Report } from "../ipc/bindings/Report";
import type { Row } from "../ipc/bindings/Row";
import type { StageResult } from "../ipc/bindings/StageResult";
import type { Session } from "../shared/session.svelte";
import type { Run } from "./run.svelte";
import { again, count, NONE, segments, type Counts, type Filter, type Segment } from "./table";

export class Overview {
  filter = $state<Filter>("all");

  readonly report: Report | null;
  readonly outdated: boolean;
  /** A run goes on, or a report is there. */
  readonly started: boolean;
  /** A check of which this window lost sight, after a reload: it goes on in Rust. */
  readonly elsewhere: boolean;
  readonly rows: readonly Row[];
  readonly waiting: ReadonlySet<string>;
  readonly counts: Counts;
  readonly segments: readonly Segment[];
  readonly stages: readonly StageResult[];
  readonly preconditions: readonly Precondition[];
  readonly unmet: boolean;
  readonly principal: Principal | null;
  /** Where it is checked, such as a region. */
  readonly place: readonly string[];
  readonly fixes: readonly Remediation[];
  /** What came up on the way; the offline findings stand in the step before. */
  readonly came: readonly Finding[];
  /** What "check these again" asks for; nothing when there is no part to ask for. */
  readonly repeat: readonly string[];
  /** A demo story whose fix can be applied, and something that it would mend. */
  readonly mendable: boolean;
  readonly mended: boolean;

  constructor(session: Session, run: Run) {
    this.report = $derived(session.view?.report ?? null);
    this.outdated = $derived(session.view?.outdated ?? false);
    this.started = $derived(run.active || this.report !== null);
    this.elsewhere = $derived(!run.active && (session.view?.running ?? false));
    this.rows = $derived(run.active ? run.rows : (this.report?.requirements ?? []));
    this.waiting = $derived(run.active ? run.waiting : NONE);
    this.counts = $derived(count(this.rows, this.waiting));
    this.segments = $derived(
      segments(this.rows, session.descriptor?.groups ?? [], { live: run.active, waiting: this.waiting }),
    );
    this.stages = $derived(run.active ? run.stages : (this.report?.stages ?? []));
    this.preconditions = $derived(run.active ? run.preconditions : (this.report?.preconditions ?? []));
    this.unmet = $derived(this.preconditions.some((p) => p.outcome !== "met"));
    this.principal = $derived(run.active ? run.principal : (this.report?.principal ?? null));
    this.place = $derived(
      run.active
        ? session.shownFields.flatMap((f) => (f.setting ? (session.view?.fields[f.name]?.value ?? []) : []))
        : Object.values(this.report?.target ?? {}),
    );
    this.fixes = $derived(run.active ? [] : (this.report?.remediation ?? []));
    this.came = $derived(
      run.active
        ? []
        : (this.report?.findings ?? []).filter(
            (f) => !session.view?.findings.some((o) => o.code === f.code && o.field === f.field),
          ),
    );
    const wanted = $derived(this.report ? again(this.report.requirements, this.filter) : []);
    this.repeat = $derived(!this.outdated && wanted.length < this.counts.all ? wanted : []);
    this.mendable = $derived(
      session.story?.fixable === true &&
        this.report !== null &&
        this.report.readiness !== "ready" &&
        !run.active,
    );
    this.mended = $derived(session.view?.demo?.fixed === true);
  }
}
