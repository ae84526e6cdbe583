/** A guide's command with what is known filled in. */
export interface Piece {
  text: string;
  /** A hole that nothing is known for yet. */
  open: boolean;
}

/** Cuts a command at its holes; `{name}` is a hole only when the form has a field of that name. */
export function fill(command: string, names: ReadonlySet<string>, value: (name: string) => string): Piece[] {
  const pieces: Piece[] = [];
  let rest = 0;
  for (const hole of command.matchAll(/\{([a-z][a-z0-9_]*)\}/g)) {
    const name = hole[1] ?? "";
    if (!names.has(name)) continue;
    if (hole.index > rest) pieces.push({ text: command.slice(rest, hole.index), open: false });
    const known = value(name);
    pieces.push(known === "" ? { text: hole[0], open: true } : { text: known, open: false });
    rest = hole.index + hole[0].length;
  }
  if (rest < command.length) pieces.push({ text: command.slice(rest), open: false });
  return pieces;
}
