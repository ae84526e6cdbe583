/** Made-up rows of a fill-in sheet and saved connections, of a provider that does not exist. */
import type { SavedConnection } from "../ipc/bindings/SavedConnection";
import type { SavedView } from "../ipc/bindings/SavedView";
import type { SheetRow } from "../ipc/bindings/SheetRow";

/** In the panel's order; a place in it is left out, as one that does not apply is. */
export const sheet: SheetRow[] = [
  { index: 0, label: "Name", value: "Prod", masked: null, secret: false },
  { index: 1, label: "Description", value: "", masked: null, secret: false },
  { index: 3, label: "Number", value: "42", masked: null, secret: false },
  { index: 4, label: "Code", value: null, masked: "•••• 40 characters", secret: true },
];

export const connection = (rest: Partial<SavedConnection> = {}): SavedConnection => ({
  id: "k1",
  name: "Prod",
  description: "",
  tags: {},
  provider: "nimbus",
  variant: "ticket",
  label: "42",
  saved: "2026-11-01T10:00:00Z",
  expires: null,
  expired: false,
  checked: { at: "2026-11-20T10:00:00Z", readiness: "blocked" },
  ...rest,
});

export const savedView = (rest: Partial<SavedView> = {}): SavedView => ({
  available: true,
  reason: null,
  notice: null,
  connections: [
    connection(),
    connection({ id: "k2", name: "Old", expires: "2020-01-01T00:00:00Z", expired: true, checked: null }),
  ],
  ...rest,
});
