import { emit } from "@tauri-apps/api/event";
import { describe, expect, it, vi } from "vitest";
import { filled, finding, view } from "../testing/fixtures";
import { FakeShell } from "../testing/shell";
import { iconUri } from "./icon-uri";
import { Session } from "./session.svelte";

describe("the session", () => {
  it("sends one command after the other", async () => {
    const order: string[] = [];
    new FakeShell(view(), {
      set_field: async ({ name }, shell) => {
        order.push(`${String(name)} begins`);
        await new Promise((done) => setTimeout(done, name === "slow" ? 20 : 0));
        order.push(`${String(name)} ends`);
        return shell.view;
      },
    });
    const session = new Session();
    await session.load();
    void session.setField("slow", "1");
    void session.setField("fast", "2");
    await session.settled();
    expect(order).toEqual(["slow begins", "slow ends", "fast begins", "fast ends"]);
  });

  it("keeps the view when a command fails, says why, and forgets it with the next that works", async () => {
    const shell = new FakeShell(filled(), {
      set_field: () => {
        throw { code: "value-too-long", message: "Too long.", tip: "Shorten it." };
      },
    });
    const session = new Session();
    await session.load();
    expect(await session.setField("number", "x")).toBe(false);
    expect(session.error?.code).toBe("value-too-long");
    expect(session.view).toEqual(shell.view);
    expect(await session.go("check")).toBe(true);
    expect(session.error).toBeNull();
  });

  it("does not make the form wait for an open file dialog", async () => {
    let close = () => {};
    const shell = new FakeShell(filled(), {
      import_file: (_, s) => new Promise((done) => (close = () => done(s.view))),
    });
    const session = new Session();
    await session.load();
    const dialog = session.importFile();
    expect(await session.importFile()).toBe(false);
    expect(await session.setField("number", "43")).toBe(true);
    close();
    expect(await dialog).toBe(true);
    expect(shell.calls("import_file")).toHaveLength(1);
  });

  it("leaves out fields of options that are not chosen", async () => {
    new FakeShell(filled());
    const session = new Session();
    await session.load();
    expect(session.shownFields.map((f) => f.name)).toEqual(["number", "code", "place"]);
    await session.setChoice({ purposes: ["images"], options: ["shared"] });
    expect(session.shownFields.map((f) => f.name)).toEqual(["number", "code", "place", "host"]);
  });

  it("takes over what Rust says unasked", async () => {
    new FakeShell(view());
    const session = new Session();
    await session.load();
    const stop = await session.listen();
    await emit("drag", "over");
    expect(session.dragging).toBe(true);
    await emit("session", filled({ findings: [finding("late", { field: "number" })] }));
    await vi.waitFor(() => expect(session.view?.provider).toBe("nimbus"));
    expect(session.dragging).toBe(false);
    expect(session.fieldFindings("number")).toHaveLength(1);
    stop();
  });

  it("turns any rejection into an error that can be shown", async () => {
    new FakeShell(view(), {
      set_step: () => {
        throw new Error("bridge gone");
      },
    });
    const session = new Session();
    await session.load();
    await session.go("check");
    expect(session.error).toEqual({ code: "unexpected", message: "bridge gone", tip: "" });
  });
});

describe("a descriptor's icon", () => {
  it("becomes an image, with its name space and in one piece", () => {
    const uri = iconUri(`<svg viewBox="0 0 1 1"><path d="M0 0'\\")"/></svg>`);
    expect(uri).toMatch(/^url\("data:image\/svg\+xml,[^"']*"\)$/);
    expect(decodeURIComponent(uri)).toContain('xmlns="http://www.w3.org/2000/svg"');
  });

  it("is nothing when it is no picture", () => {
    expect(iconUri("<p>text</p>")).toBe("");
  });
});
