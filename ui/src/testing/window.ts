/** The whole window over a shell for tests, and what axe has to say about it. */
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import App from "../App.svelte";
import type { SessionView } from "../ipc/bindings/SessionView";
import { FakeShell, type Answers } from "./shell";

export async function open(first: SessionView, answers: Answers = {}) {
  const shell = new FakeShell(first, answers);
  const { container } = render(App);
  await screen.findByRole("heading", { level: 1 });
  await screen.findByRole("navigation");
  return { shell, container, user: userEvent.setup() };
}

/** Colours need a real browser; mock/photograph.mjs checks them there. */
export async function faults(container: Element): Promise<string[]> {
  const found = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`);
}
