import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { SessionView } from "../ipc/bindings/SessionView";
import { filled, finding, report, view } from "../testing/fixtures";
import { faults, open } from "../testing/window";
import { stepStates } from "./steps";

const forward = (name: RegExp) => screen.getByRole("button", { name });

describe("the way through", () => {
  it("is one list of five named steps that tell their state", async () => {
    await open(filled({ step: "check" }));
    const nav = screen.getByRole("navigation", { name: "Steps" });
    const items = within(nav).getAllByRole("listitem");
    expect(items.map((i) => i.querySelector(".name")?.textContent)).toEqual([
      "Provider",
      "Credentials",
      "Check",
      "Permissions",
      "Finish",
    ]);
    expect(items.filter((i) => i.getAttribute("aria-current") === "step")).toEqual([items[2]]);
    expect(items[0]).toHaveTextContent("(completed)");
    expect(items[2]).toHaveTextContent("(current)");
    expect(items[4]).toHaveTextContent("(not started)");
  });

  it("offers the demo on the first screen and starts a story", async () => {
    const { shell, user } = await open(view());
    await user.click(screen.getByRole("button", { name: /demo/i }));
    await user.click(screen.getByLabelText(/A gap/));
    expect(screen.getByText("Shows a gap.")).toBeInTheDocument();
    await user.click(forward(/Start the demo/));
    expect(shell.calls("demo_start")).toEqual([{ story: "gap", provider: "nimbus" }]);
    await waitFor(() => expect(shell.calls("set_step")).toEqual([{ step: "credentials" }]));
    expect(screen.getByText("DEMO")).toBeInTheDocument();
  });

  it("explains on click what is missing, with the focus on it", async () => {
    const { shell, user } = await open(view());
    await user.click(forward(/Continue/));
    const problem = await screen.findByText("There is a problem");
    expect(problem.closest("[tabindex='-1']")).toHaveFocus();
    expect(shell.calls("set_step")).toEqual([]);
    await user.click(screen.getByRole("radio", { name: /Nimbus/ }));
    await user.click(forward(/Continue/));
    await waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Nimbus"));
    expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
  });

  it("validates on submit and leads to the field", async () => {
    const missing = finding("field-missing", { field: "number", message: "Label number is missing." });
    const { shell, user } = await open(
      view({ step: "credentials", provider: "nimbus", variant: "ticket", findings: [missing] }),
    );
    expect(screen.queryByText(/is missing/)).toBeNull();
    await user.click(forward(/Check the credential/));
    expect(shell.calls("set_step")).toEqual([]);
    await user.click(await screen.findByRole("button", { name: "Label number is missing." }));
    expect(screen.getByLabelText("Label number")).toHaveFocus();
  });

  it("goes on with the Enter key from a field, after the field was sent", async () => {
    const { shell, user } = await open(filled({ step: "credentials" }));
    const input = screen.getByLabelText("Label number");
    await user.clear(input);
    await user.type(input, "99{Enter}");
    await waitFor(() => expect(shell.calls("set_step")).toEqual([{ step: "check" }]));
    expect(shell.asked.map((a) => a.command).filter((c) => c.startsWith("set_"))).toEqual([
      "set_field",
      "set_step",
    ]);
  });

  it("leads from a finding of the check back into its field", async () => {
    const { user } = await open(
      filled({ step: "check", usable: false, findings: [finding("odd-number", { field: "number" })] }),
    );
    expect(screen.getByText("Nothing has left this computer")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Message of odd-number." }));
    await waitFor(() => expect(screen.getByLabelText("Label number")).toHaveFocus());
  });

  it("lists the calls before any is made", async () => {
    const { shell } = await open(filled({ step: "permissions" }));
    expect(await screen.findByText("What will be asked")).toBeInTheDocument();
    expect(screen.getByText("rain:Who")).toBeInTheDocument();
    expect(screen.getByText("only if needed")).toBeInTheDocument();
    expect(shell.calls("check")).toEqual([]);
  });

  it("shows a failed stage in place, in the words that came, and does not blame the key", async () => {
    const failed = report({
      ending: "unreachable",
      readiness: "undetermined",
      remediation: [],
      stages: [
        { stage: "dns", outcome: "failed", cause: "dns-not-found", detail: "The name was not found." },
      ],
    });
    await open(filled({ step: "permissions", report: failed }));
    expect(screen.getByText("The service could not be reached")).toBeInTheDocument();
    expect(screen.getByText(/The name was not found/)).toBeInTheDocument();
    expect(screen.getByText(/says nothing about the credential/)).toBeInTheDocument();
    expect(screen.getByText("dns-not-found")).toBeInTheDocument();
  });

  it("checks again only what is missing", async () => {
    const { shell, user } = await open(filled({ step: "permissions", report: report() }), {
      check: (_, shell) => shell.view,
    });
    await user.click(screen.getByRole("button", { name: "Check this one again" }));
    expect(shell.calls("check").map((a) => a["only"])).toEqual([["b"]]);
  });

  it("opens a row to its evidence", async () => {
    const { user } = await open(filled({ step: "permissions", report: report() }));
    const opener = screen.getByRole("button", { name: "rain:b: evidence" });
    expect(opener).toHaveAttribute("aria-expanded", "false");
    await user.click(opener);
    expect(screen.getByText("POST rain b (dry run)")).toBeInTheDocument();
    expect(screen.getByText("req-b")).toBeInTheDocument();
    expect(screen.getByText("WouldHaveRained")).toBeInTheDocument();
    expect(screen.getByText("No policy allows it.")).toBeInTheDocument();
  });

  it("keeps a report of other choices and says that it is outdated", async () => {
    const { shell, user } = await open(filled({ step: "permissions", report: report(), outdated: true }), {
      check: (_, shell) => shell.set({ outdated: false }),
    });
    expect(screen.getByText(/Outdated/)).toBeInTheDocument();
    await user.click(forward(/Check everything again/));
    expect(shell.calls("check")[0]?.["only"]).toBeNull();
    expect(screen.queryByText(/Outdated/)).toBeNull();
  });

  it("speaks German when asked, with the same session", async () => {
    const { shell, user } = await open(filled({ step: "check" }));
    await user.click(screen.getByRole("button", { name: "DE: Deutsch" }));
    expect(await screen.findByText("Nichts hat diesen Computer verlassen")).toBeInTheDocument();
    expect(shell.calls("boot").at(-1)).toEqual({ language: "de" });
  });
});

describe("pasting", () => {
  it("anywhere but into an input is read in Rust", async () => {
    const { shell, container } = await open(filled({ step: "credentials" }));
    const paste = () => new Event("paste", { bubbles: true, cancelable: true });
    const before = paste();
    screen.getByLabelText("Label number").dispatchEvent(before);
    expect(before.defaultPrevented).toBe(false);
    expect(shell.calls("import_paste")).toEqual([]);
    container.dispatchEvent(paste());
    await waitFor(() => expect(shell.calls("import_paste")).toHaveLength(1));
  });
});

describe("steps", () => {
  it("are completed by what is there, and open only where they make sense", () => {
    const opened = (v: SessionView, reached: number) =>
      stepStates(v, reached, false).map((s) => `${s.progress}${s.open ? " open" : ""}`);
    expect(opened(view(), 0)).toEqual([
      "current",
      "not-started",
      "not-started",
      "not-started",
      "not-started",
    ]);
    expect(opened(filled({ step: "finish", report: report() }), 4)).toEqual([
      "completed open",
      "completed open",
      "completed open",
      "completed open",
      "current",
    ]);
    expect(opened(filled({ step: "finish", report: report(), outdated: true }), 4)[3]).toBe(
      "not-started open",
    );
  });
});

/** A part of a credential came in; the code is still in another file. */
const partial = filled({
  step: "credentials",
  usable: false,
  import: {
    origin: "ticket.json",
    findings: [],
    candidates: [{ provider: "nimbus", kind: "json", label: null, usable: true, findings: [] }],
    chosen: 0,
  },
  fields: { number: { value: "42", secret: false, provenance: "ticket.json" } },
  facts: { expires: "2020-01-01T00:00:00Z" },
  findings: [finding("field-missing", { field: "code", message: "Label code is missing." })],
});

describe("a second part", () => {
  it("is asked for by name, and comes with the file button", async () => {
    const { shell, user } = await open(partial, {
      import_file: (_, shell) => shell.set(filled({ step: "credentials", import: partial.import })),
    });
    expect(screen.getByText("Still missing: Label code")).toBeInTheDocument();
    expect(screen.getByText(/^Expired on/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Choose a key file…" }));
    expect(shell.calls("import_file")).toHaveLength(1);
    await waitFor(() => expect(screen.queryByText(/Still missing/)).toBeNull());
  });

  it("is not asked for before anything came in", async () => {
    await open({ ...partial, import: null });
    expect(screen.queryByText(/Still missing/)).toBeNull();
  });
});

describe("accessibility", () => {
  const states: Record<string, SessionView> = {
    "provider, nothing chosen": view(),
    "provider, one chosen": filled({ step: "provider" }),
    "credentials, empty": view({ step: "credentials", provider: "nimbus", variant: "ticket" }),
    "credentials, several found": view({
      step: "credentials",
      provider: "nimbus",
      variant: "ticket",
      import: {
        origin: "tickets",
        findings: [finding("repaired", { severity: "info" })],
        candidates: [
          { provider: "nimbus", kind: "list", label: "a", usable: true, findings: [] },
          { provider: "nimbus", kind: "list", label: null, usable: false, findings: [finding("bad")] },
        ],
        chosen: null,
      },
    }),
    "check, with errors": filled({
      step: "check",
      usable: false,
      findings: [finding("one", { field: "number" }), finding("two", { severity: "warning" })],
    }),
    "permissions, planned": filled({ step: "permissions" }),
    "permissions, checked": filled({ step: "permissions", report: report() }),
    "credentials, a part": partial,
  };
  for (const [name, state] of Object.entries(states)) {
    it(`has no fault: ${name}`, async () => {
      const { container } = await open(state);
      expect(await faults(container)).toEqual([]);
    });
  }

  it("is really checked", async () => {
    const image = document.createElement("img");
    image.src = "x.png";
    document.body.append(image);
    expect(await faults(document.body)).not.toEqual([]);
    image.remove();
  });
});
