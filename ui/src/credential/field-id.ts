/** The id of a field's input in the page; error summaries lead to it. */
export const fieldId = (name: string): string => `field-${name.replace(/[^\w-]/g, "-")}`;
