import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import {
  AUDIT_FAULTS,
  type PlantedFault,
  SESSION_FAULTS,
  SITE_FAULTS,
  SOUND_APPS,
  type SoundApp,
  type Told,
} from './table.ts';

const FAULTS = [...SESSION_FAULTS, ...AUDIT_FAULTS];
const load = createRequire(import.meta.url);

/** docs/corpus.md: to make it anew, run this file with `-u`. */
function page(): string {
  return `# The corpus

Is \`session-app audit\` right? The folder [test/corpus](../test/corpus) has ${FAULTS.length} small Express apps with exactly one fault
each, and ${SOUND_APPS.length} sound ones (without a fault), written in the styles of different people. Every \`npm test\` audits each of them
at level 3. Each fault must be found under its own rule, and nothing else may be called broken; in a sound app, nothing at
all. Apps that look different from outside are audited again while they already run (\`--url\`), when only responses are seen.

All are variants of one sound app, \`faults/app.cjs\`, with a few lines replaced. \`FAULT\` or \`SOUND\` chooses the variant:

    cd test/corpus
    FAULT='id kept' PORT=3000 node app.cjs       # in a browser: alice, correct-horse-battery
    echo correct-horse-battery | FAULT='id kept' node ../../bin/session-app.js audit . \\
      --start 'node app.cjs' --login /login --protected /about --password-stdin --level 3

Run \`npm run build\` first. If a row of the tables says "with", use that instead of the same option above. The app with HTTPS
reads its files from \`KEY\` and \`CERTIFICATE\`. To run the tests of one app: \`npx vitest run test/corpus -t 'id kept'\`.

To add a fault, put its lines into a file of \`faults/\` and a row into \`test/corpus/table.ts\`. If \`simulate\` finds the fault
too, use \`faults/sessions.cjs\` and \`test/faults/table.ts\` instead. It must be the only fault of its app, so try the app by
hand. To add a sound app, put its lines into \`test/corpus/sound.cjs\` and a row into \`test/corpus/table.ts\`. Then
\`npx vitest run test/corpus/manual.test.ts --update=all\` makes this page again. The best addition is an app about which the
audit is wrong: then the audit is fixed until it is right about the whole corpus.

## Apps with one fault

${table(['fault', 'the rule that it breaks'], FAULTS.map(faultRow))}

## Sites of ours with one fault

The audit knows where to change a password only on sites that \`create-session-app\` made. So these are such sites, in
JavaScript (\`--mode authenticated --store memory --language javascript\`), with one line changed.

${table(
  ['fault', 'the rule that it breaks'],
  SITE_FAULTS.map(({ fault, rule }) => [fault, `[${rule}](rules.md#${rule})`] as const),
)}

## Sound apps

${table(['app', 'what it is like'], SOUND_APPS.map(soundRow))}
`;
}

type Row = readonly [string, string];

/** Its columns are aligned, as the formatter wants them. */
function table(head: Row, rows: readonly Row[]): string {
  const width = (column: 0 | 1) => Math.max(...[head, ...rows].map((row) => row[column].length));
  const line = ([left, right]: Row) => `| ${left.padEnd(width(0))} | ${right.padEnd(width(1))} |`;
  const rule = `| ${'-'.repeat(width(0))} | ${'-'.repeat(width(1))} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function faultRow({ fault, rule, told }: PlantedFault): Row {
  return [`${fault}${withTold(told)}`, `[${rule}](rules.md#${rule})`];
}

function soundRow({ name, about, told, file }: SoundApp): Row {
  return [`${name}${withTold({ ...(file && { start: `node ${file}` }), ...told })}`, about];
}

function withTold({ instances: _, ...told }: Told & { start?: string } = {}): string {
  const options = Object.entries(told).map(
    ([name, value]) => `\`${optionNamed(name)} '${value}'\``,
  );
  return options.length > 0 ? `, with ${options.join(' ')}` : '';
}

describe('the corpus', () => {
  it('is what its page says', async () => {
    await expect(page()).toMatchFileSnapshot('../../docs/corpus.md');
  });

  it('has a row for each fault, and each is there once', () => {
    const names = FAULTS.map(({ fault }) => fault);
    expect([...names].sort()).toEqual(Object.keys(load('../../faults/faults.cjs').FAULTS).sort());
    expect(names.length).toBeGreaterThan(40);
  });

  it('has a row for each sound kind, and each is there once', () => {
    const names = SOUND_APPS.flatMap(({ name, file }) => (file === undefined ? [name] : []));
    expect([...names].sort()).toEqual(Object.keys(load('./sound.cjs').SOUND).sort());
    expect(names.length).toBeGreaterThan(12);
  });
});

/** `newPassword` is `--new-password`. */
function optionNamed(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
