import { mount } from "svelte";
import App from "./App.svelte";
import { theme } from "./shared/theme.svelte";
import "./styles/tokens.css";
import "./styles/base.css";

async function start(): Promise<void> {
  // A browser without the shell: `npm run mock`. The branch is cut out of every other build.
  if (import.meta.env.MODE === "mock") (await import("../mock/shell")).install();
  theme.restore();
  const target = document.getElementById("app");
  if (target) mount(App, { target });
}

void start();
