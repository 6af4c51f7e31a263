// What a class may be called, and which part of a proposed name the user will want to type over.

/** Why `name` cannot be a class's name in any Smalltalk; undefined where it can. */
export function nameProblem(name: string): string | undefined {
  if (name === "") return "A class needs a name.";
  if (!/^\p{L}/u.test(name)) return "A class's name begins with a letter.";
  if (!/^\p{Lu}/u.test(name)) return "A class's name begins with a capital letter.";
  const odd = /[^\p{L}\p{N}_]/u.exec(name)?.[0];
  return odd === undefined ? undefined : `A class's name holds letters and digits only, not “${odd}”.`;
}

/**
 * The [start, end) of what distinguishes `name` from its superclass: `Stream` in
 * `MgXStreamStore`, subclass of `MgXStore`. All of it where they share nothing.
 */
export function stemOf(name: string, superclass: string): [number, number] {
  const shortest = Math.min(name.length, superclass.length);
  let start = 0;
  while (start < shortest && name[start] === superclass[start]) start += 1;
  while (start > 0 && !isCapital(name[start])) start -= 1; // a shared letter is no shared word
  let end = 0;
  while (end < shortest - start && name.at(-1 - end) === superclass.at(-1 - end)) end += 1;
  while (end > 0 && !isCapital(name[name.length - end])) end -= 1;
  return start < name.length - end ? [start, name.length - end] : [0, name.length];
}

function isCapital(letter: string | undefined): boolean {
  return letter !== undefined && /\p{Lu}/u.test(letter);
}
