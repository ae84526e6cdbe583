import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

/** Tiers: ipc and text < shared < credential, report, deliver and saved < wizard. Nothing imports from a tier above its own. */
const tier = (name, above) => ({
  files: [`src/${name}/**/*.ts`, `src/${name}/**/*.svelte`],
  ignores: ["**/*.test.ts"],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: above.map((other) => ({
          group: [`../${other}/*`, `**/${other}/*`],
          message: `${name} stands below ${other}.`,
        })),
      },
    ],
  },
});

export default ts.config(
  { ignores: ["dist/", "src/ipc/bindings/"] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs["flat/recommended"],
  { languageOptions: { globals: { ...globals.browser } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig },
    },
  },
  { files: ["**/*.js", "**/*.mjs"], languageOptions: { globals: { ...globals.node } } },
  {
    rules: {
      // Markup comes from components only: a descriptor or a vendor's message is text or an image.
      "svelte/no-at-html-tags": "error",
      "no-console": "error",
      // Maps and sets that are replaced as a whole live in $state.raw; those that are changed are Svelte's.
      "svelte/prefer-svelte-reactivity": "off",
      eqeqeq: "error",
    },
  },
  // What speaks to a terminal and not in the window.
  { files: ["mock/*.mjs"], rules: { "no-console": "off" } },
  tier("ipc", ["text", "shared", "credential", "report", "deliver", "saved", "wizard"]),
  tier("text", ["shared", "credential", "report", "deliver", "saved", "wizard"]),
  tier("shared", ["credential", "report", "deliver", "saved", "wizard"]),
  tier("credential", ["report", "deliver", "saved", "wizard"]),
  tier("report", ["credential", "deliver", "saved", "wizard"]),
  tier("deliver", ["credential", "report", "saved", "wizard"]),
  tier("saved", ["credential", "report", "deliver", "wizard"]),
);
