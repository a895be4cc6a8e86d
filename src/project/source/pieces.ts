const OPENING = '([{';
const CLOSING = ')]}';

/** The end of a string literal that begins at a quote. */
function endOfText(code: string, start: number): number {
  const quote = code[start];
  for (let at = start + 1; at < code.length; at += 1) {
    if (code[at] === '\\') at += 1;
    else if (code[at] === quote) return at;
  }
  return code.length;
}

/** Calls back for each character outside of strings and brackets; the walk ends when the callback returns true. */
function walk(code: string, at: number, visit: (at: number) => boolean): number {
  let depth = 0;
  for (let index = at; index < code.length; index += 1) {
    const character = code[index] ?? '';
    if ('"\'`'.includes(character)) {
      index = endOfText(code, index);
      continue;
    }
    if (CLOSING.includes(character)) depth -= 1;
    if (depth < 0 || (depth === 0 && visit(index))) return index;
    if (OPENING.includes(character)) depth += 1;
  }
  return code.length;
}

/** The code between an opening bracket and its closing one. */
export function insideBrackets(code: string, opening: number): string {
  return code.slice(
    opening + 1,
    walk(code, opening + 1, () => false),
  );
}

/** Splits code at separators, but not inside strings and brackets. */
export function splitBy(code: string, separator: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  walk(code, 0, (at) => {
    if (at >= start && code.startsWith(separator, at)) {
      pieces.push(code.slice(start, at));
      start = at + separator.length;
    }
    return false;
  });
  return [...pieces, code.slice(start)].map((piece) => piece.trim());
}

/** The expression that begins at a position, up to the end of its statement. */
export function expressionAt(code: string, start: number): string {
  const end = walk(code, start, (at) => {
    const character = code[at] ?? '';
    if (character === ';' || character === ',') return true;
    // An expression continues in the next line if an operator ends this line, or begins the next.
    if (character !== '\n' || code.slice(start, at).trim() === '') return false;
    return !/[|?+=.:&]\s*$/.test(code.slice(start, at)) && !/^\s*[|?+.:&)]/.test(code.slice(at));
  });
  return code.slice(start, end).trim();
}
