/**
 * The fill-in sheet: field by field to the clipboard, in the panel's order. Which field comes next, what was copied,
 * and how long a secret stays on the clipboard are kept here, so that they outlive the page that shows them.
 */
import type { CommandError } from "../ipc/bindings/CommandError";
import type { SheetRow } from "../ipc/bindings/SheetRow";
import * as ipc from "../ipc/commands";
import type { Announcer } from "../shared/announcer.svelte";
import { t } from "../text/text.svelte";

/** What the shell keeps a secret on the clipboard for, as its button says before it is pressed. */
export const SECRET_SECONDS = 30;

/** Where the secret that was copied last is. */
export type Held =
  | { state: "counting"; index: number; left: number }
  | { state: "cleared" | "replaced" | "stays"; index: number };

const NONE: ReadonlySet<number> = new Set();

/** There is something that can be copied. */
export const copyable = (row: SheetRow): boolean => ((row.secret ? row.masked : row.value) ? true : false);

export class FillIn {
  rows = $state.raw<readonly SheetRow[]>([]);
  loaded = $state(false);
  error = $state.raw<CommandError | null>(null);
  copied = $state.raw<ReadonlySet<number>>(NONE);
  held = $state.raw<Held | null>(null);
  /** The place from which the next field is looked for. */
  #from = $state(0);

  readonly copyable = $derived(this.rows.filter(copyable));
  readonly next = $derived<SheetRow | null>(
    this.rows.find((row, at) => at >= this.#from && copyable(row)) ?? null,
  );
  readonly done = $derived(this.copyable.filter((row) => this.copied.has(row.index)).length);

  #announcer: Announcer;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  /** Reads the sheet of what is entered. The place in it is kept while its fields are the same. */
  async load(): Promise<void> {
    try {
      const rows = await ipc.sheet();
      const names = (of: readonly SheetRow[]) => of.map((row) => row.label).join("\n");
      if (names(rows) !== names(this.rows)) this.restart();
      this.rows = rows;
      this.error = null;
    } catch (error) {
      this.rows = [];
      this.error = ipc.asCommandError(error);
    }
    this.loaded = true;
  }

  restart(): void {
    this.copied = NONE;
    this.#from = 0;
  }

  /** Another session: its sheet is another. A secret on the clipboard is counted down all the same. */
  forget(): void {
    this.restart();
    this.rows = [];
    this.loaded = false;
    this.error = null;
    if (this.held?.state !== "counting") this.held = null;
  }

  async copyNext(): Promise<void> {
    if (this.next) await this.copy(this.next);
  }

  /** Copies a field and makes the one after it the next. A secret goes its own, shorter way. */
  async copy(row: SheetRow): Promise<void> {
    try {
      const seconds = row.secret
        ? (await ipc.copySecret(row.index)).clears_after
        : (await ipc.copy({ what: "sheet", index: row.index }), null);
      this.error = null;
      this.copied = new Set([...this.copied, row.index]);
      this.#from = this.rows.findIndex((r) => r.index === row.index) + 1;
      if (row.secret) this.#hold(row, seconds);
      else this.#replaced();
      this.#announcer.say(this.#spoken(row, seconds));
    } catch (error) {
      this.error = ipc.asCommandError(error);
      this.#announcer.alert(this.error.message);
    }
  }

  #spoken(row: SheetRow, seconds: number | null): string {
    const label = row.label;
    if (row.secret && seconds !== null) return t("sheet.spoken-secret", { label, count: seconds });
    if (row.secret) return t("sheet.spoken-stays", { label });
    return this.next
      ? t("sheet.spoken-next", { label, next: this.next.label })
      : t("sheet.spoken-last", { label });
  }

  #hold({ index, label }: SheetRow, seconds: number | null): void {
    clearInterval(this.#timer);
    if (seconds === null) {
      this.held = { state: "stays", index };
      return;
    }
    // By the clock and not by counting: a computer that slept has not counted.
    const end = Date.now() + seconds * 1000;
    this.held = { state: "counting", index, left: seconds };
    this.#timer = setInterval(() => {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left > 0) {
        this.held = { state: "counting", index, left };
        return;
      }
      clearInterval(this.#timer);
      this.held = { state: "cleared", index };
      this.#announcer.say(t("sheet.spoken-cleared", { label }));
    }, 250);
  }

  #replaced(): void {
    if (this.held === null || this.held.state === "cleared") return;
    clearInterval(this.#timer);
    this.held = { state: "replaced", index: this.held.index };
  }
}
