import { basename } from 'node:path';
import { shellPath } from '../../create/names.ts';
import { Failure } from '../../failure.ts';
import type { Flow } from '../../flows/flow.ts';
import { readManifest } from '../../project/manifest.ts';
import { count } from '../../quantities.ts';
import { Live } from './live.ts';
import { checkFlowName, flowText, saveFlow } from './save/file.ts';
import { recordedFlow, type SavedFlow } from './save/flow.ts';
import { type Answers, openUiServer, type UiServer } from './server.ts';

/** The page of an app under development. */
export interface Ui extends UiServer {
  /** What it shows. */
  readonly live: Live;
}

interface UiOptions {
  /** The app's folder, where flows are saved. */
  directory: string;
  /** The command that starts the app there, if an option names it. */
  start: string | undefined;
  /** 0 for a free one. */
  port: number;
  reveal: boolean;
  /** Called when a link was used, so that there is a new address. */
  onEnter(): void;
}

/**
 * Opens the page of an app.
 *
 * @throws Failure `usage` if another program has the port
 */
export async function openUi({ directory, start, port, reveal, onEnter }: UiOptions): Promise<Ui> {
  const live = new Live(basename(directory), reveal);
  const server = await openUiServer(live, answersOf(live, directory, start), port, onEnter);
  return {
    live,
    get address() {
      return server.address;
    },
    close: () => server.close(),
  };
}

/** What the page can ask for. */
function answersOf(live: Live, directory: string, start: string | undefined): Answers {
  return {
    '/life': ({ session }) => ({ life: live.lifeOf(String(session)) ?? null }),
    '/flow': (asked) => {
      const { flow, notes } = chosenFlow(live, asked);
      return { text: flow ? flowText(flow, directory) : null, notes };
    },
    '/save': (asked) => {
      const { flow, user } = chosenFlow(live, asked);
      if (!flow) throw new Failure('usage', 'Choose requests first: nothing is left for a flow.');
      const saved = saveFlow(flow, directory, asked.replace === true);
      const command = commandFor(flow, saved.path, { directory, start, user });
      return saved.isThere ? saved : { ...saved, command };
    },
  };
}

function chosenFlow(live: Live, { numbers, name }: Record<string, unknown>): SavedFlow {
  const flowName = String(name);
  checkFlowName(flowName);
  const chosen = Array.isArray(numbers) ? numbers.filter((one) => Number.isInteger(one)) : [];
  const steps = chosen.length > 0 ? live.recorded(chosen) : [];
  const saved = recordedFlow(steps, flowName);
  const forgotten = chosen.length - steps.filter((step) => 'event' in step).length;
  if (forgotten === 0) return saved;
  const note = `${count(forgotten, 'request is', 'requests are')} left out: too much has come since, and what was sent is no longer known.`;
  return { ...saved, notes: [note, ...saved.notes] };
}

/** The command that runs a flow, in the app's folder. If the app has accounts, it asks for a password. */
function commandFor(
  flow: Flow,
  path: string,
  {
    directory,
    start,
    user,
  }: { directory: string; start?: string | undefined; user?: string | undefined },
): string {
  const text = JSON.stringify(flow);
  const isOurs = readManifest(directory)?.['create-session-app'] !== undefined;
  return [
    'session-app simulate .',
    ...(start === undefined ? [] : [`--start ${shellPath(start)}`]),
    `--flow ${path}`,
    ...(user !== undefined && text.includes('$user') ? [`--user ${shellPath(user)}`] : []),
    ...(text.includes('$password') && !isOurs ? ['--password-stdin'] : []),
  ].join(' ');
}
