import { basename } from 'node:path';
import { Failure } from '../../failure.ts';
import { Live } from './live.ts';
import { checkFlowName, flowText, saveFlow } from './save/file.ts';
import { flowOf, type SavedFlow } from './save/flow.ts';
import { type Answers, openUiServer, type UiServer } from './server.ts';

/** The page of an app under development. */
export interface Ui extends UiServer {
  /** What it shows. */
  readonly live: Live;
}

interface UiOptions {
  /** The app's folder, where flows are saved. */
  directory: string;
  /** 0 for a free one. */
  port: number;
  reveal: boolean;
  /** A link was used, and the address is another one now. */
  onEnter(): void;
}

/**
 * Opens the page of an app.
 *
 * @throws Failure `usage` where somebody else has the port
 */
export async function openUi({ directory, port, reveal, onEnter }: UiOptions): Promise<Ui> {
  const live = new Live(basename(directory), reveal);
  const server = await openUiServer(live, answersOf(live, directory), port, onEnter);
  return {
    live,
    get address() {
      return server.address;
    },
    close: () => server.close(),
  };
}

/** What the page may ask for. */
function answersOf(live: Live, directory: string): Answers {
  return {
    '/life': ({ session }) => ({ life: live.lifeOf(String(session)) ?? null }),
    '/flow': (asked) => {
      const { flow, notes } = chosenFlow(live, asked);
      return { text: flow ? flowText(flow, directory) : null, notes };
    },
    '/save': (asked) => {
      const { flow } = chosenFlow(live, asked);
      if (!flow) throw new Failure('usage', 'Choose requests first: nothing is left for a flow.');
      return saveFlow(flow, directory, asked.replace === true);
    },
  };
}

function chosenFlow(live: Live, { numbers, name }: Record<string, unknown>): SavedFlow {
  const flowName = String(name);
  checkFlowName(flowName);
  const chosen = Array.isArray(numbers) ? numbers.filter((one) => Number.isInteger(one)) : [];
  return flowOf(chosen.length > 0 ? live.recorded(chosen) : [], flowName);
}
