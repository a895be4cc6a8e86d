/** Control sequences for colours and styles, and no others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const COLOR = /\x1b\[[\d;]*m/g;

/** The same terminal, but colours are removed from what is written to it. */
export function withoutColors(terminal: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(terminal, {
    get(target, name) {
      if (name === 'write') return (text: string) => target.write(text.replace(COLOR, ''));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
