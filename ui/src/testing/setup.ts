import "@testing-library/jest-dom/vitest";
import { afterEach } from "vitest";
import { language } from "../text/text.svelte";

// jsdom has no modal dialogs and no sizes.
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
};
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};

afterEach(() => {
  language.use("en");
});
