/** Saved connections in every state, for looking at their page without the shell. Never bundled. */
import type { SavedConnection } from "../src/ipc/bindings/SavedConnection";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

export const connections = (): SavedConnection[] => [
  {
    id: "00000000000000a1",
    name: "XOAP Azure Prod",
    description: "Image builds of the production tenant.",
    tags: { Purpose: "ImageManagement", Stage: "Prod" },
    provider: "azure",
    variant: "client-certificate",
    label: "9b8a7c6d-5e4f-4d3c-a2b1-0f9e8d7c6b5a",
    saved: inDays(-40),
    expires: inDays(11.5),
    expired: false,
    checked: { at: inDays(-2), readiness: "ready" },
  },
  {
    id: "00000000000000a2",
    name: "XOAP AWS Prod",
    description: "",
    tags: {},
    provider: "aws",
    variant: "access-key",
    label: "123456789012",
    saved: inDays(-90),
    expires: null,
    expired: false,
    checked: { at: inDays(-30), readiness: "blocked" },
  },
  {
    id: "00000000000000a3",
    name: "Azure PoC",
    description: "",
    tags: {},
    provider: "azure",
    variant: "client-certificate",
    label: "1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f",
    saved: inDays(-400),
    expires: inDays(-3),
    expired: true,
    checked: { at: inDays(-370), readiness: "ready-with-gaps" },
  },
  {
    id: "00000000000000a4",
    name: "Google images",
    description: "",
    tags: {},
    provider: "google",
    variant: "service-account-key",
    label: "xoap@xoap-images-demo.iam.gserviceaccount.com",
    saved: inDays(-1),
    expires: inDays(300),
    expired: false,
    checked: null,
  },
];
