import { describe, expect, it, vi } from "vitest";
import { Announcer } from "../shared/announcer.svelte";
import { Session } from "../shared/session.svelte";
import { filled, report, row, rows } from "../testing/fixtures";
import { FakeShell, tell, type Args } from "../testing/shell";
import { Run } from "./run.svelte";

async function set(
  answer: (args: Args, shell: FakeShell) => unknown,
  first = filled({ step: "permissions" }),
) {
  const shell = new FakeShell(first, { check: answer });
  const session = new Session();
  const announcer = new Announcer();
  await session.load();
  return { shell, session, announcer, run: new Run(session, announcer) };
}

describe("a run", () => {
  it("takes rows over once a frame and tells at the quarters", async () => {
    let args: Args = {};
    let finish = () => {};
    const { run, announcer, shell } = await set(
      (given, shell) =>
        new Promise((done) => {
          args = given;
          finish = () => done(shell.set({ report: report() }));
        }),
    );
    const said: string[] = [];
    vi.spyOn(announcer, "say").mockImplementation((text) => void said.push(text));
    const frames = vi.spyOn(globalThis, "requestAnimationFrame");
    const running = run.start();
    await vi.waitFor(() => expect(shell.calls("check")).toHaveLength(1));
    const started = performance.now();
    for (let n = 0; n < 5000; n += 1)
      tell(args, { type: "row", row: row(`r${n}`), done: n + 1, total: 5000 });
    expect(run.rows).toHaveLength(0);
    await vi.waitFor(() => expect(run.rows).toHaveLength(5000));
    expect(performance.now() - started).toBeLessThan(2000);
    expect(frames.mock.calls.length).toBeLessThan(5);
    expect(run.done).toBe(5000);
    finish();
    await running;
    expect(run.active).toBe(false);
    expect(said).toEqual([
      "The check has started.",
      "75 percent checked.",
      "1 of 4 granted, 1 missing, 2 could not be told.",
    ]);
    frames.mockRestore();
  });

  it("replaces a row that comes again, and keeps the order", async () => {
    let args: Args = {};
    const { run } = await set(async (given, shell) => {
      args = given;
      tell(args, { type: "row", row: row("a", { verdict: "undetermined" }), done: 1, total: 2 });
      tell(args, { type: "row", row: row("b"), done: 2, total: 2 });
      tell(args, { type: "row", row: row("a"), done: 2, total: 2 });
      await vi.waitFor(() =>
        expect(run.rows.map((r) => [r.id, r.verdict])).toEqual([
          ["a", "granted"],
          ["b", "granted"],
        ]),
      );
      return shell.set({ report: report() });
    });
    await run.start();
    expect(run.error).toBeNull();
  });

  it("checks a part again while all other rows stay", async () => {
    const first = filled({ step: "permissions", report: report() });
    const { run, shell } = await set(async (_, shell) => {
      expect(run.rows).toHaveLength(rows.length);
      expect([...run.waiting]).toEqual(["b"]);
      return shell.view;
    }, first);
    await run.start(["b"]);
    expect(shell.calls("check")[0]?.["only"]).toEqual(["b"]);
    expect(run.rechecks).toBe(1);
    expect(run.error).toBeNull();
  });

  it("keeps what is known when the shell refuses, and says why", async () => {
    const { run, announcer } = await set((args) => {
      tell(args, { type: "row", row: row("a"), done: 1, total: 4 });
      throw { code: "defect", message: "It stopped.", tip: "Report it." };
    });
    await run.start();
    expect(run.error).toEqual({ code: "defect", message: "It stopped.", tip: "Report it." });
    expect(run.rows).toHaveLength(1);
    expect(run.active).toBe(false);
    expect(announcer.urgent).toBe("It stopped.");
  });

  it("cancels once", async () => {
    let finish = () => {};
    const { run, shell } = await set(
      (_, shell) =>
        new Promise((done) => (finish = () => done(shell.set({ report: report({ ending: "cancelled" }) })))),
    );
    const running = run.start();
    await vi.waitFor(() => expect(run.phase).toBe("running"));
    await run.cancel();
    await run.cancel();
    expect(run.phase).toBe("cancelling");
    expect(shell.calls("cancel")).toHaveLength(1);
    await vi.waitFor(() => expect(shell.calls("check")).toHaveLength(1));
    finish();
    await running;
    expect(run.phase).toBe("idle");
  });
});
