import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Announcer } from "../shared/announcer.svelte";
import { sheet } from "../testing/delivery";
import { filled } from "../testing/fixtures";
import { FakeShell, type Answers } from "../testing/shell";
import { DetailsForm } from "./details.svelte";
import { copyable, FillIn } from "./fill-in.svelte";
import { inputOf, passphraseProblem, recipientsOf } from "./seal";

async function open(answers: Answers = {}) {
  const shell = new FakeShell(filled(), answers);
  const announcer = new Announcer();
  const fill = new FillIn(announcer);
  await fill.load();
  return { shell, announcer, fill };
}

describe("the fill-in sheet", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("goes from field to field in the panel's order and leaves out what is empty", async () => {
    const { shell, fill, announcer } = await open();
    expect(sheet.map(copyable)).toEqual([true, false, true, true]);
    const order: (string | undefined)[] = [];
    while (fill.next) {
      order.push(fill.next.label);
      await fill.copyNext();
    }
    expect(order).toEqual(["Name", "Number", "Code"]);
    expect(shell.calls("copy")).toEqual([
      { what: { what: "sheet", index: 0 } },
      { what: { what: "sheet", index: 3 } },
    ]);
    expect(shell.calls("copy_secret")).toEqual([{ index: 4 }]);
    expect(fill.done).toBe(3);
    expect(announcer.polite).toMatch(/Code copied as a secret.*30 seconds/);
  });

  it("can be begun again", async () => {
    const { fill } = await open();
    await fill.copyNext();
    fill.restart();
    expect(fill.next?.label).toBe("Name");
    expect(fill.done).toBe(0);
  });

  it("says what was copied and what comes next", async () => {
    const { fill, announcer } = await open();
    await fill.copyNext();
    expect(announcer.polite).toBe("Name copied. Next: Number.");
  });

  it("counts a secret down by the clock, and says when it is gone", async () => {
    const { fill, announcer } = await open();
    await fill.copy(sheet[3]!);
    expect(fill.held).toEqual({ state: "counting", index: 4, left: 30 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(fill.held).toMatchObject({ left: 20 });
    // The computer slept: far fewer ticks than seconds.
    vi.setSystemTime(Date.now() + 60_000);
    await vi.advanceTimersByTimeAsync(300);
    expect(fill.held).toEqual({ state: "cleared", index: 4 });
    expect(announcer.polite).toBe("Code was cleared from the clipboard.");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not count on when something else took the secret's place", async () => {
    const { fill } = await open();
    await fill.copy(sheet[3]!);
    await fill.copy(sheet[0]!);
    expect(fill.held).toEqual({ state: "replaced", index: 4 });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("promises no clearing that the shell did not promise", async () => {
    const { fill, announcer } = await open({ copy_secret: () => ({ bytes: 40, clears_after: null }) });
    await fill.copy(sheet[3]!);
    expect(fill.held).toEqual({ state: "stays", index: 4 });
    expect(announcer.polite).toMatch(/stays on the clipboard/);
  });

  it("stays where it is when copying fails, and says why", async () => {
    const { fill, announcer } = await open({
      copy: () => {
        throw { code: "clipboard", message: "The clipboard is not there.", tip: "Open it." };
      },
    });
    await fill.copyNext();
    expect(fill.next?.label).toBe("Name");
    expect(fill.done).toBe(0);
    expect(fill.error?.message).toBe("The clipboard is not there.");
    expect(announcer.urgent).toBe("The clipboard is not there.");
  });

  it("keeps its place while values change, and begins anew with other fields", async () => {
    let rows = sheet;
    const { fill } = await open({ sheet: () => rows });
    await fill.copyNext();
    rows = sheet.map((row) => (row.index === 3 ? { ...row, value: "43" } : row));
    await fill.load();
    expect(fill.next).toMatchObject({ label: "Number", value: "43" });
    rows = sheet.slice(2);
    await fill.load();
    expect(fill.done).toBe(0);
    expect(fill.next?.label).toBe("Number");
  });
});

describe("recipients", () => {
  it("are taken one a line, without what a mail or an editor adds", () => {
    expect(recipientsOf("age1a\r\n  age1b # Anna\n\n“age1c”, age1d\u200b\n# nobody")).toEqual([
      "age1a",
      "age1b",
      "age1c",
      "age1d",
    ]);
    expect(recipientsOf(" \n\ufeff")).toEqual([]);
  });

  it("get back what the shell says about them", () => {
    expect(inputOf("seal-recipient-invalid")).toBe("recipients");
    expect(inputOf("seal-recipients-mixed")).toBe("recipients");
    expect(inputOf("seal-passphrase-weak")).toBe("passphrase");
    expect(inputOf("write-denied")).toBeNull();
  });
});

describe("a passphrase", () => {
  it("needs its length and the same again, and nothing else", () => {
    expect(passphraseProblem({ first: "", second: "" })).toBe("Enter a passphrase.");
    expect(passphraseProblem({ first: "elevenchars", second: "elevenchars" })).toMatch(/11 characters/);
    expect(passphraseProblem({ first: "twelve chars", second: "twelve chars" })).toBeNull();
    expect(passphraseProblem({ first: "twelve chars", second: "twelve char" })).toMatch(/differ/);
    // Counted as a person counts, not in halves of a sign.
    expect(passphraseProblem({ first: "😀".repeat(11), second: "😀".repeat(11) })).toMatch(/11 characters/);
  });
});

describe("the details", () => {
  it("never ask for a preview or a sheet with secrets in it", async () => {
    const { shell } = await open();
    const form = new DetailsForm(new Announcer());
    form.name = "Prod";
    form.inline = true;
    for (const place of ["file", "seal"] as const) {
      form.place = place;
      await form.refresh();
    }
    await form.saveSheet();
    for (const { request } of [...shell.calls("payload_preview"), ...shell.calls("payload_save")])
      expect(request).toMatchObject({ secrets: "redacted" });
    expect(shell.calls("payload_preview")).toHaveLength(2);
  });

  it("seal with the secrets inside, but never a demo's", async () => {
    const { shell } = await open();
    const form = new DetailsForm(new Announcer());
    form.name = "Prod";
    const seal = { recipients: ["age1a"], passphrase: null };
    await form.saveSealed(seal, true);
    await form.saveSealed(seal, false);
    expect(shell.calls("payload_seal").map((c) => (c["request"] as { secrets: string }).secrets)).toEqual([
      "inline",
      "redacted",
    ]);
    expect(form.written.map((w) => w.desk)).toEqual(["seal", "seal"]);
  });

  it("need no word when the dialog was closed", async () => {
    await open({ payload_save: () => null });
    const form = new DetailsForm(new Announcer());
    expect(await form.saveFile(true)).toBe(false);
    expect(form.written).toEqual([]);
    expect(form.refused).toBeNull();
  });
});
