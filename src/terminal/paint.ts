/** The few styles in use; each leaves the text alone where there is no colour. */
export type Paint = Record<
  'strong' | 'good' | 'bad' | 'quiet' | 'command',
  (text: string) => string
>;

const asItIs = (text: string) => text;

export const PLAIN: Paint = {
  strong: asItIs,
  good: asItIs,
  bad: asItIs,
  quiet: asItIs,
  command: asItIs,
};
