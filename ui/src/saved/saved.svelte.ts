/**
 * The connections that are kept on this computer. Rust owns the list and the key store; this holds the last view of
 * them. Nothing is asked before somebody looks: asking may make the system ask for a password.
 */
import type { CommandError } from "../ipc/bindings/CommandError";
import type { Details } from "../ipc/bindings/Details";
import type { SavedConnection } from "../ipc/bindings/SavedConnection";
import type { SavedView } from "../ipc/bindings/SavedView";
import * as ipc from "../ipc/commands";
import type { Announcer } from "../shared/announcer.svelte";
import type { Session } from "../shared/session.svelte";
import { t } from "../text/text.svelte";

export class SavedConnections {
  view = $state.raw<SavedView | null>(null);
  error = $state.raw<CommandError | null>(null);
  busy = $state(false);

  #session: Session;
  #announcer: Announcer;

  constructor(session: Session, announcer: Announcer) {
    this.#session = session;
    this.#announcer = announcer;
  }

  get demo(): boolean {
    return (this.#session.view?.demo ?? null) !== null;
  }

  /** The saved connection that the entry in this window stems from or was kept as. */
  get current(): SavedConnection | null {
    const id = this.#session.view?.saved ?? null;
    return this.view?.connections.find((c) => c.id === id) ?? null;
  }

  /** The one that keeping under this name would replace. */
  replacedBy(name: string): SavedConnection | null {
    const { provider } = this.#session.view ?? {};
    return this.view?.connections.find((c) => c.name === name && c.provider === provider) ?? null;
  }

  /** Opening it would take the place of a credential that is nowhere else. */
  wouldLose(entry: SavedConnection): boolean {
    const view = this.#session.view;
    if (!view || view.saved !== null || view.provider !== entry.provider) return false;
    return Object.values(view.fields).some((field) => field.secret);
  }

  /** In the demo nothing is asked: it neither shows nor changes what is kept. */
  async load(): Promise<void> {
    if (!this.demo) await this.#do(ipc.savedList);
  }

  /** Keeps what is entered. The details are Rust's already; these are sent so that the last letter is there, too. */
  async keep(details: Details): Promise<void> {
    const done = await this.#do(async () => {
      await ipc.setDetails(details);
      return ipc.savedKeep();
    });
    if (!done) return;
    this.#announcer.say(t("keep.spoken", { name: details.name }));
    await this.#session.refresh();
  }

  /** True when it is now what the window shows. */
  async open({ id }: SavedConnection): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    const done = await this.#session.openSaved(id);
    // The page of saved connections says it, and no step does afterwards.
    this.error = done ? null : this.#session.error;
    this.#session.error = null;
    this.busy = false;
    return done;
  }

  /** Gives up waiting for the key store. What was asked for then ends with a refusal of its own. */
  async cancel(): Promise<void> {
    try {
      await ipc.cancel();
    } catch (error) {
      this.error = ipc.asCommandError(error);
    }
  }

  async rename({ id }: SavedConnection, name: string): Promise<boolean> {
    const done = await this.#do(() => ipc.savedRename(id, name));
    if (done) this.#announcer.say(t("kept.spoken-renamed", { name }));
    return done;
  }

  async remove({ id, name }: SavedConnection): Promise<boolean> {
    const done = await this.#do(() => ipc.savedDelete(id));
    if (!done) return false;
    this.#announcer.say(t("kept.spoken-deleted", { name }));
    await this.#session.refresh();
    return true;
  }

  async #do(command: () => Promise<SavedView>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      this.view = await command();
      this.error = null;
      return true;
    } catch (error) {
      this.error = ipc.asCommandError(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
