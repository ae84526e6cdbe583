/** A shell for tests: answers commands from a table and keeps what was asked. */
import { mockIPC } from "@tauri-apps/api/mocks";
import type { Channel } from "@tauri-apps/api/core";
import type { SessionView } from "../ipc/bindings/SessionView";
import type { Progress } from "../ipc/bindings/Progress";
import { boot, filled, view } from "./fixtures";
import { savedView, sheet } from "./delivery";

export type Args = Record<string, unknown>;
export type Answers = Record<string, (args: Args, shell: FakeShell) => unknown>;

export class FakeShell {
  asked: { command: string; args: Args }[] = [];
  view: SessionView;

  constructor(first: SessionView, answers: Answers = {}) {
    this.view = first;
    mockIPC(
      (command, payload) => {
        const args = (payload ?? {}) as Args;
        this.asked.push({ command, args });
        const answer = answers[command] ?? STANDARD[command];
        if (!answer) throw new Error(`no command ${command}`);
        return answer(args, this);
      },
      { shouldMockEvents: true },
    );
  }

  /** The arguments of each call of a command. */
  calls(command: string): Args[] {
    return this.asked.filter((a) => a.command === command).map((a) => a.args);
  }

  /** Changes the session and gives it back, as commands do. */
  set(rest: Partial<SessionView>): SessionView {
    this.view = { ...this.view, ...rest };
    return this.view;
  }
}

const same = (_: Args, shell: FakeShell) => shell.view;

const STANDARD: Answers = {
  boot: ({ language }) => boot({ language: language === "de" ? "de" : "en" }),
  session: same,
  reset: (_, shell) => shell.set(view()),
  set_step: ({ step }, shell) => shell.set({ step: step as SessionView["step"] }),
  choose_provider: ({ provider }, shell) => shell.set({ provider: provider as string, variant: "ticket" }),
  set_choice: ({ choice }, shell) => shell.set({ choice: choice as SessionView["choice"] }),
  set_field: same,
  clear_field: same,
  import_file: same,
  import_paste: same,
  take_candidate: same,
  set_details: same,
  demo_start: ({ story }, shell) =>
    shell.set({ provider: "nimbus", variant: "ticket", demo: { story: story as string, fixed: false } }),
  demo_fix: (_, shell) => shell.set({ demo: { story: shell.view.demo?.story ?? "", fixed: true } }),
  demo_end: (_, shell) => shell.set(view()),
  plan: () => [
    { label: "rain:Who", service: "nimbus.rain", host: "rain.invalid", intent: "login", conditional: false },
    { label: "rain:a", service: "nimbus.rain", host: "rain.invalid", intent: "dry-run", conditional: true },
  ],
  cancel: same,
  copy: () => ({ bytes: 4, clears_after: null }),
  copy_secret: () => ({ bytes: 40, clears_after: 30 }),
  sheet: () => sheet,
  payload_seal: () => ({ path: "/tmp/payload.json.age", bytes: 900, secret: false }),
  saved_list: () => savedView(),
  saved_keep: (_, shell) => {
    shell.set({ saved: "k1" });
    return savedView();
  },
  saved_open: ({ id }, shell) => shell.set({ ...filled({ step: "check" }), saved: id as string }),
  saved_rename: ({ id, name }) =>
    savedView({
      connections: savedView().connections.map((c) => (c.id === id ? { ...c, name: name as string } : c)),
    }),
  saved_delete: ({ id }) => savedView({ connections: savedView().connections.filter((c) => c.id !== id) }),
  open_link: () => null,
  payload_preview: () => '{"secret": {"redacted": true}}',
  payload_save: () => ({ path: "/tmp/payload.json", bytes: 12, secret: false }),
  report_save: () => null,
};

export const tell = (args: Args, progress: Progress): void =>
  (args["channel"] as Channel<Progress>).onmessage(progress);
