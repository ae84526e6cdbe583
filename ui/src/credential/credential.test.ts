import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Session } from "../shared/session.svelte";
import { field, filled, finding, view } from "../testing/fixtures";
import { FakeShell } from "../testing/shell";
import Field from "./Field.svelte";
import { facts } from "./facts";
import { fieldId } from "./field-id";
import { fill } from "./guide";

async function show(
  spec = field("code", { input: "secret" }),
  first = view({ provider: "nimbus", variant: "ticket" }),
) {
  const shell = new FakeShell(first);
  const session = new Session();
  await session.load();
  render(Field, { session, spec, revealed: true });
  return { shell, session, user: userEvent.setup() };
}

describe("a secret", () => {
  it("is sent once and is gone from the page at once", async () => {
    const { shell, user } = await show();
    const input = screen.getByLabelText<HTMLInputElement>("Label code");
    expect(input.type).toBe("password");
    await user.type(input, "hunter2-hunter2");
    expect(shell.calls("set_field")).toHaveLength(0);
    await user.tab();
    expect(shell.calls("set_field")).toEqual([{ name: "code", value: "hunter2-hunter2" }]);
    expect(input.value).toBe("");
    expect(document.body.innerHTML).not.toContain("hunter2");
    expect(screen.getByText(/passes through this window once/)).toBeInTheDocument();
  });

  it("shows as its mask, and can be replaced, kept or removed", async () => {
    const { shell, user } = await show(undefined, filled());
    expect(screen.getByText("•••• 40 characters")).toBeInTheDocument();
    expect(screen.getByText("from ticket.txt, line 2")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Replace Label code" }));
    expect(screen.getByLabelText("Label code")).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "Keep the old one" }));
    expect(shell.calls("set_field")).toHaveLength(0);
    await user.click(screen.getByRole("button", { name: "Remove Label code" }));
    expect(shell.calls("clear_field")).toEqual([{ name: "code" }]);
  });
});

describe("a field of text", () => {
  it("is sent on change, trimmed; emptied, it is cleared", async () => {
    const { shell, user } = await show(field("number"), filled());
    const input = screen.getByLabelText<HTMLInputElement>("Label number");
    expect(input.value).toBe("42");
    await user.clear(input);
    await user.type(input, " 43 ");
    await user.tab();
    expect(shell.calls("set_field")).toEqual([{ name: "number", value: "43" }]);
    await user.clear(input);
    await user.tab();
    expect(shell.calls("clear_field")).toEqual([{ name: "number" }]);
  });

  it("offers suggestions by keyboard and still takes any other value", async () => {
    const spec = field("place", { suggestions: ["north", "south", "south-west"] });
    const { shell, user } = await show(spec, filled());
    const input = screen.getByRole("combobox", { name: "Label place" });
    await user.type(input, "sou");
    expect(screen.getAllByRole("option").map((o) => o.textContent?.trim())).toEqual(["south", "south-west"]);
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(shell.calls("set_field").at(-1)).toEqual({ name: "place", value: "south-west" });
    await user.clear(input);
    await user.type(input, "moon{Escape}");
    await user.tab();
    expect(shell.calls("set_field").at(-1)).toEqual({ name: "place", value: "moon" });
  });

  it("has its findings beside it, tied to the input", async () => {
    const bad = filled({ findings: [finding("odd-number", { field: "number" })] });
    await show(field("number"), bad);
    const input = screen.getByLabelText("Label number");
    expect(input).toBeInvalid();
    expect(input).toHaveAccessibleDescription(/Message of odd-number. Tip of odd-number./);
    expect(input.id).toBe(fieldId("number"));
  });
});

describe("a guide's command", () => {
  it("is filled with what is known; braces that are no field stay", () => {
    const names = new Set(["number", "place"]);
    const pieces = fill('make {number} {place} {"a": {b}}', names, (n) => (n === "number" ? "42" : ""));
    expect(pieces.map((p) => p.text).join("")).toBe('make 42 {place} {"a": {b}}');
    expect(pieces.filter((p) => p.open).map((p) => p.text)).toEqual(["{place}"]);
  });
});

describe("facts", () => {
  it("have labels, and those without a label show by their name", () => {
    const found = facts({ key_bits: 2048, key_parses: false, odd_thing: "x", none: null }, () => undefined);
    expect(found.map((f) => [f.label, f.value])).toEqual([
      ["Key size", "2048 bits"],
      ["Private key can be read", "no"],
      ["Odd thing", "x"],
    ]);
  });
});
