/** What sets a colour or a style, and nothing else that a terminal obeys. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one, and these are to be found.
const COLOR = /\x1b\[[\d;]*m/g;

/** A terminal that takes the colours out of what is written to it; otherwise it is the same. */
export function withoutColors(terminal: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(terminal, {
    get(target, name) {
      if (name === 'write') return (text: string) => target.write(text.replace(COLOR, ''));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
