import { describe, expect, it } from "vitest";
import { Announcer } from "../shared/announcer.svelte";
import { Session } from "../shared/session.svelte";
import { connection, savedView } from "../testing/delivery";
import { filled, view } from "../testing/fixtures";
import { FakeShell, type Answers } from "../testing/shell";
import { SavedConnections } from "./saved.svelte";

async function set(first = filled(), answers: Answers = {}) {
  const shell = new FakeShell(first, answers);
  const session = new Session();
  const announcer = new Announcer();
  await session.load();
  return { shell, session, announcer, saved: new SavedConnections(session, announcer) };
}

describe("saved connections", () => {
  it("are asked for only when somebody looks, and never in the demo", async () => {
    const { shell, saved } = await set(filled({ demo: { story: "gap", fixed: false } }));
    expect(shell.calls("saved_list")).toEqual([]);
    await saved.load();
    expect(shell.calls("saved_list")).toEqual([]);
    expect(saved.demo).toBe(true);
  });

  it("keep what is entered, and the session knows as what", async () => {
    const { shell, session, announcer, saved } = await set();
    await saved.keep({ name: "Prod", description: "", tags: {} });
    expect(shell.asked.map((a) => a.command).filter((c) => /details|keep/.test(c))).toEqual([
      "set_details",
      "saved_keep",
    ]);
    expect(session.view?.saved).toBe("k1");
    expect(saved.current?.name).toBe("Prod");
    expect(announcer.polite).toBe("Prod is kept on this computer.");
  });

  it("say which one keeping would replace: same name, same provider", async () => {
    const { saved } = await set(filled(), {
      saved_list: () =>
        savedView({ connections: [connection(), connection({ id: "x", provider: "stratus" })] }),
    });
    await saved.load();
    expect(saved.replacedBy("Prod")?.id).toBe("k1");
    expect(saved.replacedBy("Other")).toBeNull();
  });

  it("know when opening one would lose what is nowhere else", async () => {
    const losing = async (first = view()) => (await set(first)).saved.wouldLose(connection());
    expect(await losing(filled())).toBe(true);
    expect(await losing(filled({ saved: "k2" }))).toBe(false);
    expect(await losing(filled({ fields: {} }))).toBe(false);
    expect(await losing(view())).toBe(false);
  });

  it("open into the session, or stay and say why not", async () => {
    const { session, saved } = await set(view());
    expect(await saved.open(connection())).toBe(true);
    expect(session.view).toMatchObject({ step: "check", saved: "k1" });
    const refused = await set(view(), {
      saved_open: () => {
        throw { code: "keychain-locked", message: "It is locked.", tip: "Unlock it." };
      },
    });
    expect(await refused.saved.open(connection())).toBe(false);
    expect(refused.saved.error?.code).toBe("keychain-locked");
    expect(refused.session.error).toBeNull();
  });

  it("are renamed and deleted by id, aloud", async () => {
    const { shell, announcer, saved } = await set();
    await saved.load();
    expect(await saved.rename(connection(), "New")).toBe(true);
    expect(announcer.polite).toBe("Renamed to New.");
    expect(saved.view?.connections.map((c) => c.name)).toEqual(["New", "Old"]);
    expect(await saved.remove(connection())).toBe(true);
    expect(shell.calls("saved_delete")).toEqual([{ id: "k1" }]);
    expect(saved.view?.connections.map((c) => c.id)).toEqual(["k2"]);
    expect(announcer.polite).toBe("Prod was deleted from this computer.");
  });

  it("keep the list that was read when a change is refused", async () => {
    const { saved } = await set(filled(), {
      saved_delete: () => {
        throw { code: "keychain-unavailable", message: "No store.", tip: "" };
      },
    });
    await saved.load();
    expect(await saved.remove(connection())).toBe(false);
    expect(saved.error?.message).toBe("No store.");
    expect(saved.view?.connections).toHaveLength(2);
  });
});
