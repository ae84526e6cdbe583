/**
 * The last step: what the connection is called, what its payload looks like, and where it was saved.
 * What is typed is kept in Rust as well, so that it survives a reload.
 */
import type { CommandError } from "../ipc/bindings/CommandError";
import type { Details } from "../ipc/bindings/Details";
import type { PayloadFormat } from "../ipc/bindings/PayloadFormat";
import type { PayloadRequest } from "../ipc/bindings/PayloadRequest";
import type { Receipt } from "../ipc/bindings/Receipt";
import type { ReportFormat } from "../ipc/bindings/ReportFormat";
import * as ipc from "../ipc/commands";
import type { Announcer } from "../shared/announcer.svelte";
import { t } from "../text/text.svelte";

export const FORMATS: readonly PayloadFormat[] = ["json", "sheet", "pkrvars", "tfvars", "env", "powershell"];
export const REPORTS: readonly ReportFormat[] = ["html", "markdown", "text", "json", "junit", "csv"];

export interface Tag {
  key: string;
  value: string;
}

/** Saved things, the newest last. */
export interface Saved {
  what: string;
  receipt: Receipt;
}

export class DetailsForm {
  name = $state("");
  description = $state("");
  tags = $state<Tag[]>([]);
  format = $state<PayloadFormat>("json");
  inline = $state(false);
  preview = $state("");
  previewError = $state.raw<CommandError | null>(null);
  error = $state.raw<CommandError | null>(null);
  saved = $state.raw<readonly Saved[]>([]);
  saving = $state(false);

  #announcer: Announcer;
  #world = "";
  #asked = 0;

  constructor(announcer: Announcer) {
    this.#announcer = announcer;
  }

  /** Takes over what Rust kept; once a session or demo, so that typing is never undone. */
  restore(world: string, details: Details): void {
    if (this.#world === world) return;
    this.#world = world;
    this.name = details.name;
    this.description = details.description;
    this.tags = Object.entries(details.tags).map(([key, value]) => ({ key, value: value ?? "" }));
    this.saved = [];
    this.inline = false;
    this.error = null;
  }

  get details(): Details {
    const tags = this.tags.filter((tag) => tag.key.trim() !== "");
    return {
      name: this.name.trim(),
      description: this.description.trim(),
      tags: Object.fromEntries(tags.map((tag) => [tag.key.trim(), tag.value.trim()])),
    };
  }

  request(format: PayloadFormat = this.format, inline = false): PayloadRequest {
    return { details: this.details, format, secrets: inline ? "inline" : "redacted" };
  }

  addTag(): void {
    this.tags.push({ key: "", value: "" });
  }

  removeTag(at: number): void {
    this.tags.splice(at, 1);
  }

  /** Keeps what was typed and shows what would be written, secrets masked. */
  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    const request = this.request();
    try {
      await ipc.setDetails(request.details);
      if (request.details.name === "") {
        if (asked === this.#asked) this.preview = "";
        return;
      }
      const preview = await ipc.payloadPreview(request);
      if (asked === this.#asked) [this.preview, this.previewError] = [preview, null];
    } catch (error) {
      if (asked === this.#asked) [this.preview, this.previewError] = ["", ipc.asCommandError(error)];
    }
  }

  savePayload(format: PayloadFormat, allowInline: boolean): Promise<void> {
    const request = this.request(format, this.inline && allowInline);
    return this.#save(t(`payload.${format}`), () => ipc.payloadSave(request));
  }

  saveReport(format: ReportFormat): Promise<void> {
    return this.#save(t(`report.${format}`), () => ipc.reportSave(format));
  }

  async #save(what: string, command: () => Promise<Receipt | null>): Promise<void> {
    if (this.saving) return;
    this.saving = true;
    try {
      const receipt = await command();
      this.error = null;
      // Nothing: the person closed the dialog, which needs no word.
      if (receipt === null) return;
      this.saved = [...this.saved, { what, receipt }];
      this.#announcer.say(t("saved.spoken", { what, path: receipt.path }));
    } catch (error) {
      this.error = ipc.asCommandError(error);
    } finally {
      this.saving = false;
    }
  }
}
