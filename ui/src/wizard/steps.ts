/** The steps, from one ordered list: how far each is, and which can be gone to. Pure. */
import type { SessionView } from "../ipc/bindings/SessionView";
import type { Step } from "../ipc/bindings/Step";
import { STEPS } from "../shared/session.svelte";

export type Progress = "completed" | "current" | "not-started";

export interface StepState {
  step: Step;
  progress: Progress;
  /** Can be gone to from here. */
  open: boolean;
}

/** A step is completed when what it is for is there, not when somebody was on it. */
export function stepStates(view: SessionView, reached: number, saved: boolean): StepState[] {
  const current = STEPS.indexOf(view.step);
  const incomplete = view.findings.some((f) => f.code === "field-missing");
  const done: Record<Step, boolean> = {
    provider: view.provider !== null,
    credentials: view.provider !== null && !incomplete && reached > 1,
    check: view.usable && reached > 2,
    permissions: view.report !== null && !view.outdated,
    finish: saved,
  };
  const open: Record<Step, boolean> = {
    provider: true,
    credentials: view.provider !== null,
    check: view.provider !== null && !incomplete,
    permissions: view.usable,
    finish: view.usable && (view.report !== null || reached >= 4),
  };
  return STEPS.map((step, at) => ({
    step,
    progress: at === current ? "current" : done[step] ? "completed" : "not-started",
    open: at !== current && open[step],
  }));
}
