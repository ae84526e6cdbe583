import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { SessionView } from "../ipc/bindings/SessionView";
import { savedView } from "../testing/delivery";
import { filled, view } from "../testing/fixtures";
import type { Answers } from "../testing/shell";
import { faults, open } from "../testing/window";

async function at(first: SessionView = view(), answers: Answers = {}) {
  const opened = await open(first, answers);
  const [tool] = screen.getAllByRole("button", { name: "Saved connections" });
  await opened.user.click(tool!);
  await screen.findByRole("heading", { level: 1, name: "Saved connections" });
  return opened;
}

const entry = async (name: string) => {
  const title = await screen.findByRole("heading", { level: 2, name });
  return title.closest("li")!;
};

describe("the page of saved connections", () => {
  it("is reached from the first screen and from the frame, and leads back", async () => {
    const { user } = await open(view());
    const ways = screen.getAllByRole("button", { name: "Saved connections" });
    expect(ways).toHaveLength(2);
    await user.click(ways[1]!);
    expect(await screen.findByRole("heading", { level: 1, name: "Saved connections" })).toHaveFocus();
    expect(ways[0]).toHaveAttribute("aria-current", "page");
    await user.click(screen.getByRole("button", { name: "Back to the connection" }));
    expect(await screen.findByRole("heading", { level: 1, name: /Where should/ })).toHaveFocus();
  });

  it("shows of each what it is, until when it is valid, and its last check", async () => {
    await at();
    const prod = await entry("Prod");
    expect(prod).toHaveTextContent("Nimbus");
    expect(prod).toHaveTextContent("42");
    expect(prod).toHaveTextContent("No expiry date is known");
    expect(prod).toHaveTextContent("Blocked");
    const old = await entry("Old");
    expect(old).toHaveTextContent(/Expired on/);
    expect(old).toHaveTextContent("Not checked yet");
  });

  it("checks one again at the step Check", async () => {
    const { user, shell } = await at();
    await user.click(within(await entry("Prod")).getByRole("button", { name: "Check again: Prod" }));
    expect(await screen.findByText("Nothing has left this computer")).toBeInTheDocument();
    expect(shell.calls("saved_open")).toEqual([{ id: "k1" }]);
  });

  it("asks before it takes the place of a credential that is nowhere else", async () => {
    const { user, shell } = await at(filled());
    const button = within(await entry("Prod")).getByRole("button", { name: "Check again: Prod" });
    await user.click(button);
    const dialog = await screen.findByRole("dialog", { name: "Replace what is entered?" });
    expect(within(dialog).getByRole("button", { name: "Stay" })).toHaveFocus();
    await user.click(within(dialog).getByRole("button", { name: "Stay" }));
    expect(shell.calls("saved_open")).toEqual([]);
    await user.click(button);
    await user.click(await screen.findByRole("button", { name: "Open “Prod”" }));
    await waitFor(() => expect(shell.calls("saved_open")).toHaveLength(1));
  });

  it("renames in place, by keyboard", async () => {
    const { user, shell } = await at();
    await user.click(within(await entry("Prod")).getByRole("button", { name: "Rename: Prod" }));
    const input = screen.getByLabelText("New name");
    expect(input).toHaveFocus();
    await user.clear(input);
    await user.keyboard("{Enter}");
    expect(screen.getByText("Give it a name.")).toBeInTheDocument();
    await user.type(input, "Better{Enter}");
    expect(await screen.findByRole("heading", { level: 2, name: "Better" })).toBeInTheDocument();
    expect(shell.calls("saved_rename")).toEqual([{ id: "k1", name: "Better" }]);
    await waitFor(() => expect(screen.getByRole("button", { name: "Rename: Better" })).toHaveFocus());
    await user.click(screen.getByRole("button", { name: "Rename: Better" }));
    await user.keyboard("x{Escape}");
    expect(shell.calls("saved_rename")).toHaveLength(1);
  });

  it("deletes after a question that says what is lost and what stays valid", async () => {
    const { user, shell } = await at();
    await user.click(within(await entry("Prod")).getByRole("button", { name: "Delete: Prod" }));
    const dialog = await screen.findByRole("dialog", { name: /Delete “Prod”/ });
    expect(dialog).toHaveTextContent("stays valid at Nimbus");
    expect(within(dialog).getByRole("button", { name: "Keep it" })).toHaveFocus();
    await user.click(within(dialog).getByRole("button", { name: "Delete from this computer" }));
    await waitFor(() => expect(screen.queryByRole("heading", { name: "Prod" })).toBeNull());
    expect(shell.calls("saved_delete")).toEqual([{ id: "k1" }]);
    await waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveFocus());
  });

  it("says why the key store cannot be used, and tries again", async () => {
    let available = false;
    const { user } = await at(view(), {
      saved_list: () => savedView({ available, reason: available ? null : "It is locked." }),
    });
    expect(await screen.findByText("It is locked.")).toBeInTheDocument();
    available = true;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.queryByText("It is locked.")).toBeNull());
  });

  it("is explained in the demo and asks nothing there", async () => {
    const { shell } = await at(filled({ demo: { story: "gap", fixed: false } }));
    expect(screen.getByText("Not in the demo")).toBeInTheDocument();
    expect(shell.calls("saved_list")).toEqual([]);
  });

  const states: Record<string, [SessionView, Answers]> = {
    list: [view(), {}],
    empty: [view(), { saved_list: () => savedView({ connections: [] }) }],
    "no store": [view(), { saved_list: () => savedView({ available: false, reason: "Why." }) }],
    broken: [
      view(),
      {
        saved_list: () => {
          throw { code: "saved-unreadable", message: "It cannot be read.", tip: "Look." };
        },
      },
    ],
    demo: [filled({ demo: { story: "gap", fixed: false } }), {}],
  };
  for (const [name, [first, answers]] of Object.entries(states))
    it(`has no fault: ${name}`, async () => {
      const { container } = await at(first, answers);
      expect(await faults(container)).toEqual([]);
    });
});
