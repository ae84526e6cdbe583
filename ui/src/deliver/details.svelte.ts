/**
 * The last step: what the connection is called, where it goes, what is written there, and what was written.
 * What is typed is kept in Rust as well, so that it survives a reload.
 */
import type { CommandError } from "../ipc/bindings/CommandError";
import type { Details } from "../ipc/bindings/Details";
import type { PayloadFormat } from "../ipc/bindings/PayloadFormat";
import type { PayloadRequest } from "../ipc/bindings/PayloadRequest";
import type { Receipt } from "../ipc/bindings/Receipt";
import type { ReportFormat } from "../ipc/bindings/ReportFormat";
import type { Seal } from "../ipc/bindings/Seal";
import * as ipc from "../ipc/commands";
import type { Announcer } from "../shared/announcer.svelte";
import { t } from "../text/text.svelte";
import { FillIn } from "./fill-in.svelte";

/** Where a connection can go, in the order in which it is offered. */
export type Place = "sheet" | "seal" | "file" | "keep";
export const PLACES: readonly Place[] = ["sheet", "seal", "file", "keep"];

export type FileFormat = Exclude<PayloadFormat, "sheet">;
export const FORMATS: readonly FileFormat[] = ["json", "pkrvars", "tfvars", "env", "powershell"];
export const REPORTS: readonly ReportFormat[] = ["html", "markdown", "text", "json", "junit", "csv"];

export interface Tag {
  key: string;
  value: string;
}

/** From where on the page something was saved: its word stands there. */
export type Desk = Place | "report";

/** Something that was written. */
export interface Written {
  desk: Desk;
  what: string;
  receipt: Receipt;
}

/** Something that was not. */
export interface Refused {
  desk: Desk;
  error: CommandError;
}

export class DetailsForm {
  name = $state("");
  description = $state("");
  tags = $state<Tag[]>([]);
  place = $state<Place>("sheet");
  format = $state<FileFormat>("json");
  inline = $state(false);
  preview = $state("");
  previewError = $state.raw<CommandError | null>(null);
  refused = $state.raw<Refused | null>(null);
  /** What was written in this session, the newest last. */
  written = $state.raw<readonly Written[]>([]);
  saving = $state(false);
  readonly fillIn: FillIn;

  #announcer: Announcer;
  #world = "";
  #asked = 0;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
    this.fillIn = new FillIn(announcer);
  }

  /** Takes over what Rust kept; once a session or demo, so that typing is never undone. */
  restore(world: string, details: Details): void {
    if (this.#world === world) return;
    this.#world = world;
    this.name = details.name;
    this.description = details.description;
    this.tags = Object.entries(details.tags).map(([key, value]) => ({ key, value: value ?? "" }));
    this.written = [];
    this.inline = false;
    this.refused = null;
    this.fillIn.forget();
  }

  get details(): Details {
    const tags = this.tags.filter((tag) => tag.key.trim() !== "");
    return {
      name: this.name.trim(),
      description: this.description.trim(),
      tags: Object.fromEntries(tags.map((tag) => [tag.key.trim(), tag.value.trim()])),
    };
  }

  addTag(): void {
    this.tags.push({ key: "", value: "" });
  }

  removeTag(at: number): void {
    this.tags.splice(at, 1);
  }

  /** The request of the preview: secrets are never in it. */
  shown(): PayloadRequest {
    return this.#request(this.place === "file" ? this.format : "json", false);
  }

  /** Keeps what was typed and shows what would be handed over, secrets masked. */
  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const request = this.shown();
    try {
      await ipc.setDetails(request.details);
      if (this.place === "sheet") await this.fillIn.load();
      if (this.place !== "seal" && this.place !== "file") return;
      // Without a name there is no payload; the step says so when it is asked to go on.
      const preview = request.details.name === "" ? "" : await ipc.payloadPreview(request);
      if (asked === this.#asked) [this.preview, this.previewError] = [preview, null];
    } catch (error) {
      if (asked === this.#asked) [this.preview, this.previewError] = ["", ipc.asCommandError(error)];
    }
  }

  saveSheet(): Promise<boolean> {
    const request = this.#request("sheet", false);
    return this.#save("sheet", t("payload.sheet"), () => ipc.payloadSave(request));
  }

  saveFile(allowInline: boolean): Promise<boolean> {
    const request = this.#request(this.format, this.inline && allowInline);
    return this.#save("file", t(`payload.${this.format}`), () => ipc.payloadSave(request));
  }

  /** Sealed, the secrets are inside; a demo's never are. */
  saveSealed(seal: Seal, allowInline: boolean): Promise<boolean> {
    const request = this.#request("json", allowInline);
    return this.#save("seal", t("place.seal"), () => ipc.payloadSeal(request, seal));
  }

  saveReport(format: ReportFormat): Promise<boolean> {
    const what = t("report.name", { format: t(`report.${format}`) });
    return this.#save("report", what, () => ipc.reportSave(format));
  }

  #request(format: PayloadFormat, inline: boolean): PayloadRequest {
    return { details: this.details, format, secrets: inline ? "inline" : "redacted" };
  }

  async #save(desk: Desk, what: string, command: () => Promise<Receipt | null>): Promise<boolean> {
    if (this.saving) return false;
    this.saving = true;
    try {
      const receipt = await command();
      this.refused = null;
      // Nothing: the person closed the dialog, which needs no word.
      if (receipt === null) return false;
      this.written = [...this.written, { desk, what, receipt }];
      this.#announcer.say(t("saved.spoken", { what, path: receipt.path }));
      return true;
    } catch (error) {
      this.refused = { desk, error: ipc.asCommandError(error) };
      return false;
    } finally {
      this.saving = false;
    }
  }
}
