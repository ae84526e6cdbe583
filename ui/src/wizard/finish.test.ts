import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { SessionView } from "../ipc/bindings/SessionView";
import { savedView } from "../testing/delivery";
import { filled, report } from "../testing/fixtures";
import { faults, open } from "../testing/window";

const details = { name: "Prod", description: "", tags: {} };
const at = (rest: Partial<SessionView> = {}): SessionView =>
  filled({ step: "finish", report: report({ readiness: "ready" }), details, ...rest });
const inDemo = at({ demo: { story: "gap", fixed: false } });
const press = (name: string | RegExp) => screen.getByRole("button", { name });
const place = (name: RegExp) => screen.getByRole("radio", { name });

describe("where a connection can go", () => {
  it("says of each way what it is for and who can read it, and names the deed", async () => {
    const { user } = await open(at());
    const ways = within(screen.getByRole("group", { name: "Where should it go?" })).getAllByRole("radio");
    expect(ways).toHaveLength(4);
    for (const way of ways) expect(way).toHaveAccessibleDescription(/^For .+ Read by: .+/);
    const deeds = [/Save fill-in sheet/, /Save sealed file/, /Save JSON file/, /Keep on this computer/];
    for (const [n, deed] of deeds.entries()) {
      await user.click(ways[n]!);
      expect(press(deed)).toHaveAttribute("type", "submit");
    }
  });

  it("asks for a name first, with the focus on what is missing", async () => {
    const { shell, user } = await open(at({ details: { ...details, name: "" } }));
    await user.click(press("Save fill-in sheet"));
    expect(shell.calls("payload_save")).toEqual([]);
    await user.click(await screen.findByRole("button", { name: "Give the connection a name." }));
    expect(screen.getByLabelText("Name")).toHaveFocus();
    await user.keyboard("Mine");
    await user.click(press("Save fill-in sheet"));
    expect(await screen.findByText("/tmp/payload.json")).toBeInTheDocument();
    expect(shell.calls("payload_save")[0]?.["request"]).toMatchObject({
      details: { name: "Mine" },
      format: "sheet",
      secrets: "redacted",
    });
  });
});

describe("the fill-in sheet in the window", () => {
  it("shows values and never a secret; each row has its button, and a secret's says so", async () => {
    const { user, shell } = await open(at());
    const table = await screen.findByRole("table");
    expect(within(table).getByRole("row", { name: /Number/ })).toHaveTextContent("42");
    const code = within(table).getByRole("row", { name: /Code/ });
    expect(code).toHaveTextContent("•••• 40 characters");
    expect(within(table).getByRole("row", { name: /Description/ })).toHaveTextContent("not filled in");
    await user.click(within(code).getByRole("button", { name: "Code: copy secret for 30 seconds" }));
    expect(await within(code).findByText(/On the clipboard for \d+ more seconds/)).toBeInTheDocument();
    expect(shell.calls("copy_secret")).toEqual([{ index: 4 }]);
  });

  it("is walked through with one button that keeps the focus, and with the arrow keys", async () => {
    const { user, shell } = await open(at());
    const next = await screen.findByRole("button", { name: "Copy next: Name" });
    next.focus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("button", { name: "Copy next: Number" })).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("button", { name: "Copy secret for 30 seconds: Code" })).toHaveFocus();
    expect(shell.calls("copy_secret")).toEqual([]);
    press("Copy: Name").focus();
    await user.keyboard("{ArrowDown}");
    expect(press("Copy: Number")).toHaveFocus();
    await user.keyboard("{ArrowUp}");
    expect(press("Copy: Name")).toHaveFocus();
  });
});

describe("the sealed file", () => {
  it("is for recipients, whose faults stand beside their field", async () => {
    const { user, shell } = await open(at(), {
      payload_seal: () => {
        throw {
          code: "seal-recipient-invalid",
          message: "The recipient cannot be read.",
          tip: "Begin with age1.",
        };
      },
    });
    await user.click(place(/Sealed file/));
    await user.click(press("Save sealed file"));
    expect(await screen.findByRole("button", { name: /at least one recipient/ })).toBeInTheDocument();
    expect(shell.calls("payload_seal")).toEqual([]);
    const keys = screen.getByLabelText("Public keys of the recipients");
    await user.type(keys, "age1x{Enter}age1y");
    await user.click(press("Save sealed file"));
    expect(await screen.findByRole("button", { name: "The recipient cannot be read." })).toBeInTheDocument();
    expect(keys).toHaveAttribute("aria-invalid", "true");
    expect(keys).toHaveValue("age1x\nage1y");
    expect(shell.calls("payload_seal")[0]?.["seal"]).toEqual({
      recipients: ["age1x", "age1y"],
      passphrase: null,
    });
  });

  it("is for a passphrase, typed twice, gone from the page once it is sent", async () => {
    const { user, shell, container } = await open(at());
    await user.click(place(/Sealed file/));
    await user.click(screen.getByRole("radio", { name: /Whoever knows/ }));
    const first = screen.getByLabelText("Passphrase");
    const second = screen.getByLabelText("The same passphrase again");
    await user.type(first, "correct horse battery");
    await user.type(second, "correct horse batteri");
    await user.click(press("Save sealed file"));
    expect(
      await screen.findByRole("button", { name: /entries of the passphrase differ/ }),
    ).toBeInTheDocument();
    expect(shell.calls("payload_seal")).toEqual([]);
    await user.clear(second);
    await user.type(second, "correct horse battery");
    await user.click(press("Save sealed file"));
    expect(await screen.findByText("/tmp/payload.json.age")).toBeInTheDocument();
    expect(shell.calls("payload_seal")[0]).toMatchObject({
      request: { format: "json", secrets: "inline" },
      seal: { recipients: [], passphrase: "correct horse battery" },
    });
    expect(first).toHaveValue("");
    expect(second).toHaveValue("");
    expect(container.innerHTML).not.toContain("correct horse");
    expect(screen.getByText("age -d '/tmp/payload.json.age'")).toBeInTheDocument();
  });
});

describe("a clear-text file", () => {
  it("holds secrets only when told to, after a warning", async () => {
    const { shell, user } = await open(at());
    await user.click(place(/Clear-text file/));
    await user.click(screen.getByRole("tab", { name: "bash" }));
    await user.click(screen.getByRole("checkbox", { name: /Write the secrets/ }));
    expect(screen.getByText(/Whoever can read the file/)).toBeInTheDocument();
    await waitFor(() => expect(screen.getByText(/"redacted": true/)).toBeInTheDocument());
    await user.click(press("Save bash file"));
    await waitFor(() =>
      expect(shell.calls("payload_save")[0]?.["request"]).toMatchObject({ format: "env", secrets: "inline" }),
    );
    for (const { request } of shell.calls("payload_preview"))
      expect(request).toMatchObject({ secrets: "redacted" });
  });

  it("holds none in the demo, and says why", async () => {
    const { user, shell } = await open(inDemo);
    await user.click(place(/Clear-text file/));
    expect(screen.queryByRole("checkbox", { name: /Write the secrets/ })).toBeNull();
    expect(screen.getByText(/In the demo, secrets are never written/)).toBeInTheDocument();
    await user.click(press("Save JSON file"));
    await waitFor(() =>
      expect(shell.calls("payload_save")[0]?.["request"]).toMatchObject({ secrets: "redacted" }),
    );
  });
});

describe("the key store", () => {
  it("keeps the connection and leads to the list", async () => {
    const { user, shell } = await open(at({ details: { ...details, name: "Prod" } }));
    await user.click(place(/Key store/));
    await user.click(press("Keep on this computer"));
    expect(await screen.findByText("Kept on this computer: Prod")).toBeInTheDocument();
    expect(shell.calls("saved_keep")).toHaveLength(1);
    await user.click(within(screen.getByRole("main")).getByRole("button", { name: "Saved connections" }));
    expect(await screen.findByRole("heading", { level: 1, name: "Saved connections" })).toHaveFocus();
  });

  it("says why it cannot, and what works all the same", async () => {
    const { user } = await open(at(), {
      saved_list: () => savedView({ available: false, reason: "No Secret Service.", connections: [] }),
    });
    await user.click(place(/Key store/));
    expect(await screen.findByText("No Secret Service.")).toBeInTheDocument();
    expect(screen.getByText(/sealed file and the clear-text files work without it/)).toBeInTheDocument();
  });
});

describe("the report", () => {
  it("can be saved in every form, each with its purpose", async () => {
    const { user, shell } = await open(at());
    expect(press("Save report: HTML")).toHaveAccessibleDescription(/security team/);
    for (const form of ["HTML", "Markdown", "Text", "JSON", "JUnit", "CSV"])
      await user.click(press(`Save report: ${form}`));
    expect(shell.calls("report_save").map((c) => c["format"])).toEqual([
      "html",
      "markdown",
      "text",
      "json",
      "junit",
      "csv",
    ]);
  });
});

describe("accessibility at the end", () => {
  for (const way of [/Fill-in sheet/, /Sealed file/, /Clear-text file/, /Key store/])
    for (const [name, state] of Object.entries({ real: at(), demo: inDemo }))
      it(`has no fault: ${way.source}, ${name}`, async () => {
        const { container, user } = await open(state);
        await user.click(place(way));
        expect(await faults(container)).toEqual([]);
      });
});
