import { describe, expect, it } from "vitest";
import { de } from "./de";
import { en } from "./en";
import { choose, type Plural } from "./plural";
import { language, list, t, type Id } from "./text.svelte";

const holes = (s: string): string[] => [...s.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? "").sort();
const forms = (m: string | Plural): string[] => (typeof m === "string" ? [m] : Object.values(m));

describe("texts", () => {
  it("have the same holes in every language; a form for one may leave the number out", () => {
    const whole = (m: string | Plural) => holes(typeof m === "string" ? m : m.other);
    for (const id of Object.keys(en) as Id[]) {
      expect(whole(de[id]), id).toEqual(whole(en[id]));
      for (const text of [...forms(en[id]), ...forms(de[id])])
        expect(whole(en[id]), `${id}: ${text}`).toEqual(expect.arrayContaining(holes(text)));
    }
  });

  it("have no empty sentence", () => {
    for (const dictionary of [en, de])
      for (const message of Object.values(dictionary))
        for (const s of forms(message)) expect(s.trim()).not.toBe("");
  });

  it("name the steps in at most 16 characters", () => {
    for (const dictionary of [en, de])
      for (const [id, s] of Object.entries(dictionary))
        if (id.startsWith("step.")) expect((s as string).length, String(s)).toBeLessThanOrEqual(16);
  });

  it("choose a plural form by the rules of the language", () => {
    const forms = { one: "one", few: "few", many: "many", other: "other" };
    expect([0, 1, 2, 5].map((n) => choose("en", n, forms))).toEqual(["other", "one", "other", "other"]);
    expect([1, 2, 5].map((n) => choose("pl", n, forms))).toEqual(["one", "few", "many"]);
    expect(choose("pl", 2, { other: "only" })).toBe("only");
  });

  it("fill holes and write numbers as the reader does", () => {
    expect(t("again.these", { count: 1 })).toBe("Check this one again");
    expect(t("again.these", { count: 2 })).toBe("Check these 2 again");
    language.use("de");
    expect(t("progress.of", { done: 1234, total: 5000 })).toBe("1.234 von 5.000");
    expect(list(["a", "b", "c"])).toBe("a, b und c");
    expect(document.documentElement.lang).toBe("de");
  });

  it("do not read a value for a hole", () => {
    expect(t("copy.of", { of: "{name}" })).toBe("Copy: {name}");
  });
});
