import type { RunEvent, StepEvent } from '../events/run.ts';
import { cutTo } from '../terminal/columns.ts';
import { printable } from '../terminal/printable.ts';
import { failedChecks, gatherRun, type Passage, stepVerdict } from './gather.ts';
import { checkLine, passageName, VERDICTS } from './phrases.ts';
import {
  lanesOf,
  type Message,
  messagesOf,
  type Participants,
  participantsOf,
} from './sequence.ts';

/**
 * A run as a Mermaid sequence diagram, which GitHub and GitLab draw in Markdown pages: all flows one below another.
 *
 * @see https://mermaid.js.org/syntax/sequenceDiagram.html
 */
export function renderMermaid(events: readonly RunEvent[]): string {
  const run = gatherRun(events);
  const participants = participantsOf(run.start.site, run.steps);
  const { store } = run.start.site;
  const lines = [
    'sequenceDiagram',
    ...lanesOf(participants).map(({ id, kind, name }) => {
      const label = kind === 'store' && store ? `${name} (${store})` : name;
      return `participant ${id} as ${text(label)}`;
    }),
    ...run.passages.flatMap((passage) => passageLines(passage, participants)),
  ];
  return `${lines.join('\n  ')}\n`;
}

function passageLines(passage: Passage, participants: Participants): string[] {
  return [
    noteOver(participants, passageName(passage)),
    ...passage.steps.flatMap((step) => stepLines(step, participants)),
  ];
}

function stepLines(step: StepEvent, participants: Participants): string[] {
  const verdict = stepVerdict(step);
  const title = `${step.number} ${step.title}`;
  return [
    noteOver(participants, verdict === 'passed' ? title : `${title}: ${VERDICTS[verdict]}`),
    ...messagesOf(step, participants).map(messageLine),
    ...failedChecks(step).map((check) => noteOver(participants, `✗ ${checkLine(check)}`)),
  ];
}

/** Mermaid wraps no lines, and is as wide as the longest. */
const LONGEST = 100;

const ARROWS: Readonly<Record<Message['kind'], string>> = {
  request: '->>',
  response: '-->>',
  silence: '--x',
  operation: '->>',
  change: '->>',
};

function messageLine({ kind, from, to, text: words, cookies, failed }: Message): string {
  const arrow = failed ? '--x' : ARROWS[kind];
  return `${from.id}${arrow}${to.id}: ${text([words, ...cookies.map((cookie) => cookie.text)].join(' · '))}`;
}

function noteOver(participants: Participants, words: string): string {
  const lanes = lanesOf(participants);
  return `Note over ${lanes[0]?.id},${lanes.at(-1)?.id}: ${text(words)}`;
}

/** Texts with a meaning in Mermaid; each of these characters is written as one of Mermaid's entities. */
const SPECIAL = new RegExp(
  [
    // Entities, comments, ends of statements, tags, and characters that Mermaid itself uses as placeholders.
    /[#;&<>"¶ﬂ]/,
    // Directives, formulas.
    /%(?=%)|(?<=%)%|\$(?=\$)|(?<=\$)\$/,
    // The words for a style, anywhere, or for wrapping, at the start.
    /s(?=tyle)|c(?=lassDef)|^:?(?:no)?w(?=rap:)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

function text(words: string): string {
  const line = printable(words.replace(/[\p{Control}\p{Separator}]+/gu, ' ').trim());
  return cutTo(line, LONGEST).replace(SPECIAL, (special) =>
    Array.from(special, (character) => `#${character.codePointAt(0)};`).join(''),
  );
}
