/** The frame's sentences by id. What a provider says comes from Rust, already in the reader's language. */
import type { Language } from "../ipc/bindings/Language";
import { de } from "./de";
import { en } from "./en";
import { choose, type Plural } from "./plural";

/** A dictionary has every id of the English one; one that lacks an id does not compile. */
export type Messages = { readonly [K in Id]: (typeof en)[K] extends string ? string : Plural };

export type Id = keyof typeof en;

type Holes<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;
type Pattern<K extends Id> = (typeof en)[K] extends { other: infer S } ? S : (typeof en)[K];
type Needs<K extends Id> = K extends Id ? Holes<Pattern<K>> : never;
type Values<K extends Id> = [Needs<K>] extends [never] ? [] : [Record<Needs<K>, string | number>];

const dictionaries: Record<Language, Messages> = { en, de };

let current = $state<Language>("en");

export const language = {
  get current(): Language {
    return current;
  },
  use(next: Language): void {
    current = next;
    document.documentElement.lang = next;
  },
};

/** A number as the reader writes it. */
export const number = (n: number): string => new Intl.NumberFormat(current).format(n);

/** A day, as the reader writes it. */
export const day = (at: Date): string => new Intl.DateTimeFormat(current, { dateStyle: "medium" }).format(at);

/** A day and a time. */
export const moment = (at: Date): string =>
  new Intl.DateTimeFormat(current, { dateStyle: "medium", timeStyle: "short" }).format(at);

/** The sentence with this id, its holes filled. A plural chooses its form by `count`. */
export function t<K extends Id>(id: K, ...values: Values<K>): string {
  const message: string | Plural = dictionaries[current][id];
  const given = (values[0] ?? {}) as Record<string, string | number>;
  const pattern = typeof message === "string" ? message : choose(current, Number(given["count"]), message);
  return pattern.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = given[name];
    if (value === undefined) return hole;
    return typeof value === "number" ? number(value) : value;
  });
}

/** Several things in one sentence: "a, b and c". */
export const list = (items: readonly string[]): string =>
  new Intl.ListFormat(current, { style: "long", type: "conjunction" }).format(items);
