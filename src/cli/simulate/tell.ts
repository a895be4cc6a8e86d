import { shellPath } from '../../create/names.ts';
import type { EndEvent, RunEvent, StartEvent, StepEvent } from '../../events/run.ts';
import { optionOf, PARTS, readNamedWay, wayTexts } from '../../flows/named-way.ts';
import { printable } from '../../terminal/printable.ts';
import {
  areAlike,
  differenceLines,
  endLines,
  nextCommand,
  startLines,
  storeLines,
  summaryLines,
  unseenLines,
} from '../../terminal/runs/run-text.ts';
import { stepLines } from '../../terminal/runs/step-text.ts';
import { leftOutLines, wayLines } from '../../terminal/runs/way-text.ts';
import type { Screen } from '../screen.ts';
import { checkedUrl } from '../site/options.ts';
import type { SimulateFlags } from './command.ts';

/** Shows the events of a run as they come. */
export interface Teller {
  tell(event: RunEvent): void;
  /** Prints what it has held back. */
  close(): void;
}

export function tellerFor(
  directory: string | undefined,
  flags: SimulateFlags,
  screen: Screen,
): Teller {
  if (flags.json) return { tell: (event) => screen.json(event), close: () => {} };
  return new TextTeller(directory, flags, screen);
}

const BEHIND_PROXY = 'This works behind an HTTPS proxy, but over plain HTTP nobody could sign in.';

class TextTeller implements Teller {
  readonly #directory: string | undefined;
  readonly #flags: SimulateFlags;
  readonly #screen: Screen;
  /** In a log, a line that a person may look for is whole. */
  readonly #whole: number;
  /** Of several steps that are alike, only the last is printed, with their number. */
  #waiting: StepEvent[] = [];
  #start: StartEvent | undefined;
  #heading = '';

  constructor(directory: string | undefined, flags: SimulateFlags, screen: Screen) {
    this.#directory = directory;
    this.#flags = flags;
    this.#screen = screen;
    this.#whole = screen.terminal?.columns ?? Number.POSITIVE_INFINITY;
  }

  tell(event: RunEvent): void {
    if (event.type === 'start') this.#tellStart(event);
    else if (event.type === 'step') this.#tellStep(event);
    else this.#tellEnd(event);
  }

  close(): void {
    const [step] = this.#waiting;
    const { width, dataPaint: paint } = this.#screen;
    const { verbose } = this.#flags;
    const detail = { headers: verbose >= 1, bodies: verbose >= 2 };
    const times = this.#waiting.length;
    if (step) this.#screen.data(['', ...stepLines(step, { width, paint, detail, times })]);
    this.#waiting = [];
  }

  #tellStart(start: StartEvent): void {
    this.#start = start;
    this.#screen.data(startLines(start, this.#whole, this.#screen.dataPaint));
    for (const line of wayLines(start)) this.#screen.say(line);
  }

  #tellStep(step: StepEvent): void {
    const [before] = this.#waiting;
    const { flows = [], pace = [] } = this.#start ?? {};
    const heading = pace.length > 1 ? `${step.flow}, ${step.pace}` : step.flow;
    const isNext = heading !== this.#heading;
    if (before && (isNext || !areAlike(before, step))) this.close();
    if (isNext && flows.length > 1) {
      this.#screen.data(['', this.#screen.dataPaint.strong(printable(heading))]);
    }
    this.#heading = heading;
    this.#waiting.push(step);
  }

  #tellEnd(end: EndEvent): void {
    this.close();
    const screen = this.#screen;
    const { width, dataPaint: paint } = screen;
    const start = this.#start;
    screen.data(storeLines(end, width, paint));
    if (start) screen.data(unseenLines(end, start, width));
    screen.data(summaryLines(end, width, paint));
    screen.data(['', ...leftOutLines(end), ...endLines(end, this.#whole, paint)]);
    screen.data(differenceLines(end, paint));
    if (start?.site.behindProxy && end.passed) screen.say(BEHIND_PROXY);
    if (start && screen.interactive) {
      const command = nextCommand(end, start, commandOf(this.#directory, this.#flags));
      screen.say(`next     ${screen.paint.command(command)}`);
    }
  }
}

/** The command for another run on the same site. */
function commandOf(directory: string | undefined, flags: SimulateFlags): string {
  const { mode, store, start, user } = flags;
  const way = wayTexts(readNamedWay(flags, optionOf));
  const url = flags.url === undefined ? undefined : checkedUrl(flags.url);
  const options = Object.entries({
    '--mode': mode,
    '--store': store,
    '--start': start,
    '--url': url,
    ...Object.fromEntries(PARTS.map((part) => [optionOf(part), way[part]])),
    '--user': user,
  })
    .filter(([, value]) => value !== undefined)
    .flatMap(([option, value]) => [option, shellPath(String(value))]);
  return ['session-app simulate', directory ? shellPath(directory) : '', ...options]
    .filter(Boolean)
    .join(' ');
}
