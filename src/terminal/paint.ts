/** The few styles in use; without colours, each returns the text unchanged. */
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
