/** Plural forms by the rules of the language, never by `n === 1`. */
export type Plural = { readonly other: string } & {
  readonly [C in Exclude<Intl.LDMLPluralRule, "other">]?: string;
};

export function choose(language: string, count: number, forms: Plural): string {
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
}
