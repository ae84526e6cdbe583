/**
 * The session as the interface sees it. Rust owns it; this holds the last view and sends what a person does.
 * Commands go one after the other, so that a late answer never overwrites a newer one.
 */
import type { Boot } from "../ipc/bindings/Boot";
import type { Choice } from "../ipc/bindings/Choice";
import type { CommandError } from "../ipc/bindings/CommandError";
import type { Copy } from "../ipc/bindings/Copy";
import type { Descriptor } from "../ipc/bindings/Descriptor";
import type { FieldSpec } from "../ipc/bindings/FieldSpec";
import type { Finding } from "../ipc/bindings/Finding";
import type { Language } from "../ipc/bindings/Language";
import type { SessionView } from "../ipc/bindings/SessionView";
import type { Step } from "../ipc/bindings/Step";
import type { StoryView } from "../ipc/bindings/StoryView";
import type { VariantSpec } from "../ipc/bindings/VariantSpec";
import * as ipc from "../ipc/commands";
import { language } from "../text/text.svelte";

export const STEPS: readonly Step[] = ["provider", "credentials", "check", "permissions", "finish"];

export class Session {
  boot = $state.raw<Boot | null>(null);
  view = $state.raw<SessionView | null>(null);
  /** Why the last command did not do what was asked; gone with the next one that does. */
  error = $state.raw<CommandError | null>(null);
  /** Something is dragged over the window. */
  dragging = $state(false);
  /** A file dialog or the clipboard is being read. */
  importing = $state(false);
  /** The field to focus once the form is shown. */
  wanted = $state<string | null>(null);

  readonly descriptor = $derived<Descriptor | null>(
    this.boot?.providers.find((p) => p.id === this.view?.provider) ?? null,
  );
  readonly variant = $derived<VariantSpec | null>(
    this.descriptor?.variants.find((v) => v.id === this.view?.variant) ??
      this.descriptor?.variants[0] ??
      null,
  );
  readonly story = $derived<StoryView | null>(
    this.boot?.stories.find((s) => s.name === this.view?.demo?.story) ?? null,
  );
  /** The fields of the form as it stands: those of options that are not chosen are left out. */
  readonly shownFields = $derived<FieldSpec[]>(
    this.variant?.fields.filter(
      (f) => f.options.length === 0 || f.options.some((o) => this.view?.choice.options.includes(o)),
    ) ?? [],
  );
  readonly errors = $derived<Finding[]>(this.view?.findings.filter((f) => f.severity === "error") ?? []);
  readonly step = $derived<Step>(this.view?.step ?? "provider");

  #queue: Promise<unknown> = Promise.resolve();

  /** Loads descriptors and session; again in another language when that is asked for. */
  async load(wanted?: Language): Promise<void> {
    try {
      const boot = await ipc.boot(wanted);
      const view = await ipc.session();
      language.use(boot.language);
      this.boot = boot;
      this.view = view;
    } catch (error) {
      this.error = ipc.asCommandError(error);
    }
  }

  /** Takes over what Rust says without being asked. Gives back how to stop. */
  async listen(): Promise<() => void> {
    const stops = [
      await ipc.ondrag((over) => (this.dragging = over)),
      await ipc.onsession((view) => {
        this.dragging = false;
        this.error = null;
        this.view = view;
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  reset = (): Promise<boolean> => this.#send(ipc.reset);
  /** Asks Rust for the session as it is now, after a command that answered with something else. */
  refresh = (): Promise<boolean> => this.#send(ipc.session);
  openSaved = (id: string): Promise<boolean> => this.#send(() => ipc.savedOpen(id));
  go = (step: Step): Promise<boolean> => this.#send(() => ipc.setStep(step));
  chooseProvider = (id: string, variant?: string): Promise<boolean> =>
    this.#send(() => ipc.chooseProvider(id, variant));
  setChoice = (choice: Choice): Promise<boolean> => this.#send(() => ipc.setChoice(choice));
  takeCandidate = (index: number): Promise<boolean> => this.#send(() => ipc.takeCandidate(index));
  setField = (name: string, value: string): Promise<boolean> => this.#send(() => ipc.setField(name, value));
  clearField = (name: string): Promise<boolean> => this.#send(() => ipc.clearField(name));
  demoStart = (story: string, provider: string): Promise<boolean> =>
    this.#send(() => ipc.demoStart(story, provider));
  demoFix = (): Promise<boolean> => this.#send(ipc.demoFix);
  demoEnd = (): Promise<boolean> => this.#send(ipc.demoEnd);
  importFile = (): Promise<boolean> => this.#import(ipc.importFile);
  importPaste = (): Promise<boolean> => this.#import(ipc.importPaste);

  /** True when it is on the clipboard. */
  copy(what: Copy): Promise<boolean> {
    return this.#try(async () => void (await ipc.copy(what)));
  }

  openLink(index: number): Promise<boolean> {
    return this.#try(async () => void (await ipc.openLink(index)));
  }

  /** Everything that was sent has been answered. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  take(view: SessionView): void {
    this.view = view;
  }

  fieldFindings(name: string): Finding[] {
    return this.view?.findings.filter((f) => f.field === name) ?? [];
  }

  labelOf(name: string): string {
    return this.variant?.fields.find((f) => f.name === name)?.label ?? name;
  }

  #send(command: () => Promise<SessionView>): Promise<boolean> {
    const turn = this.#queue.then(() => this.#try(async () => this.take(await command())));
    this.#queue = turn;
    return turn;
  }

  async #import(command: () => Promise<SessionView>): Promise<boolean> {
    // Not in the queue: a file dialog may stay open for long, and the form must not wait for it.
    if (this.importing) return false;
    this.importing = true;
    try {
      return await this.#try(async () => this.take(await command()));
    } finally {
      this.importing = false;
    }
  }

  async #try(command: () => Promise<void>): Promise<boolean> {
    try {
      await command();
      this.error = null;
      return true;
    } catch (error) {
      this.error = ipc.asCommandError(error);
      return false;
    }
  }
}
