/** The text of a file for browsers; the build puts it there. */
declare module '*?inlined' {
  const text: string;
  export default text;
}
