/** The commands of the shell, one thin function each. A failure rejects with a {@link CommandError}. */
import { Channel, invoke } from "@tauri-apps/api/core";
import { listen, type UnlistenFn } from "@tauri-apps/api/event";
import type { Boot } from "./bindings/Boot";
import type { Choice } from "./bindings/Choice";
import type { CommandError } from "./bindings/CommandError";
import type { Copied } from "./bindings/Copied";
import type { Copy } from "./bindings/Copy";
import type { Details } from "./bindings/Details";
import type { Language } from "./bindings/Language";
import type { PayloadRequest } from "./bindings/PayloadRequest";
import type { Receipt } from "./bindings/Receipt";
import type { ReportFormat } from "./bindings/ReportFormat";
import type { SavedView } from "./bindings/SavedView";
import type { Seal } from "./bindings/Seal";
import type { SessionView } from "./bindings/SessionView";
import type { SheetRow } from "./bindings/SheetRow";
import type { Step } from "./bindings/Step";
import type { PlannedCall } from "./bindings/PlannedCall";
import type { Progress } from "./bindings/Progress";

export const boot = (language?: Language) => invoke<Boot>("boot", { language: language ?? null });
export const session = () => invoke<SessionView>("session");
export const reset = () => invoke<SessionView>("reset");
export const setStep = (step: Step) => invoke<SessionView>("set_step", { step });
export const chooseProvider = (provider: string, variant?: string) =>
  invoke<SessionView>("choose_provider", { provider, variant: variant ?? null });
export const setChoice = (choice: Choice) => invoke<SessionView>("set_choice", { choice });
export const importFile = () => invoke<SessionView>("import_file");
export const importPaste = () => invoke<SessionView>("import_paste");
export const takeCandidate = (index: number) => invoke<SessionView>("take_candidate", { index });
export const setField = (name: string, value: string) => invoke<SessionView>("set_field", { name, value });
export const clearField = (name: string) => invoke<SessionView>("clear_field", { name });
export const plan = () => invoke<PlannedCall[]>("plan");
export const cancel = () => invoke<unknown>("cancel");
export const demoStart = (story: string, provider: string) =>
  invoke<SessionView>("demo_start", { story, provider });
export const demoFix = () => invoke<SessionView>("demo_fix");
export const demoEnd = () => invoke<SessionView>("demo_end");
export const setDetails = (details: Details) => invoke<SessionView>("set_details", { details });
export const payloadPreview = (request: PayloadRequest) => invoke<string>("payload_preview", { request });
export const payloadSave = (request: PayloadRequest) => invoke<Receipt | null>("payload_save", { request });
export const reportSave = (format: ReportFormat) => invoke<Receipt | null>("report_save", { format });
export const payloadSeal = (request: PayloadRequest, seal: Seal) =>
  invoke<Receipt | null>("payload_seal", { request, seal });
export const sheet = () => invoke<SheetRow[]>("sheet");
export const copy = (what: Copy) => invoke<Copied>("copy", { what });
export const copySecret = (index: number) => invoke<Copied>("copy_secret", { index });
export const savedList = () => invoke<SavedView>("saved_list");
export const savedKeep = () => invoke<SavedView>("saved_keep");
export const savedOpen = (id: string) => invoke<SessionView>("saved_open", { id });
export const savedRename = (id: string, name: string) => invoke<SavedView>("saved_rename", { id, name });
export const savedDelete = (id: string) => invoke<SavedView>("saved_delete", { id });
export const openLink = (index: number) => invoke<unknown>("open_link", { index });

/** Runs the live check, or the part of it that `only` names; ends with the session that holds the report. */
export function check(onprogress: (progress: Progress) => void, only?: string[]): Promise<SessionView> {
  const channel = new Channel<Progress>();
  channel.onmessage = onprogress;
  return invoke<SessionView>("check", { channel, only: only ?? null });
}

/** Something is dragged over the window, or no longer. The drop itself is read in Rust. */
export const ondrag = (tell: (over: boolean) => void): Promise<UnlistenFn> =>
  listen<"over" | "leave">("drag", (event) => tell(event.payload === "over"));

/** The session changed without a command, such as after a drop. */
export const onsession = (tell: (view: SessionView) => void): Promise<UnlistenFn> =>
  listen<SessionView>("session", (event) => tell(event.payload));

/** Every rejection as a {@link CommandError}; one that is not gets the code `unexpected`. */
export function asCommandError(error: unknown): CommandError {
  if (typeof error === "object" && error !== null && "code" in error && "message" in error) {
    const { code, message } = error;
    const tip = "tip" in error && typeof error.tip === "string" ? error.tip : "";
    return { code: String(code), message: String(message), tip };
  }
  return { code: "unexpected", message: error instanceof Error ? error.message : String(error), tip: "" };
}
