/** Commander's messages for a wrong command line, and our own ones. */
const REWORDED: ReadonlyArray<readonly [said: RegExp, here: string]> = [
  [/^error: /, ''],
  [/^option '.*?(--[\w-]+).*?' argument '(.*)' is invalid\. /s, '$1 cannot be "$2". '],
  [/^option '.*?(--[\w-]+).*?' argument missing$/, '$1 needs a value. See --help.'],
  [/^command-argument value '(.*)' is invalid for argument '(.*)'\. /s, 'The $2 cannot be "$1". '],
  [/^missing required argument '(.*)'$/, 'The $1 is missing. See --help.'],
  [
    /^too many arguments(?: for '.*')?\. Expected (\d+) .* but got (\d+)\.$/,
    'Too many arguments: $2 instead of at most $1. See --help.',
  ],
  [/Allowed choices are (.*)\.$/, 'Choose one of $1.'],
];

/** The error for a wrong command line, in a sentence or two. */
export function usageText(said: string): string {
  return REWORDED.reduce((text, [from, to]) => text.replace(from, to), said);
}
