import { Failure } from '../../failure.ts';
import { bareHost, checkReachable } from '../../network.ts';
import type { RunningSite } from './running-site.ts';
import type { StartOptions } from './started.ts';

/**
 * A site that runs already: only its responses can be observed, and its store if an option says where that is.
 *
 * @throws Failure `app-failed` if it does not answer in time, or the signal's reason
 */
export async function visitSite(
  url: string,
  readPlace: StartOptions['readPlace'],
  patience: Pick<StartOptions, 'timeout' | 'signal'>,
): Promise<RunningSite> {
  await knockAt(url, patience);
  return {
    urlOf: () => url,
    urls: [url],
    storeName: undefined,
    readStore: async () => readPlace?.() ?? null,
    settle: async () => {},
    takeOperations: () => undefined,
    takePrinted: () => '',
    facts: undefined,
    askForApp: async () => [],
    ahead: 0,
    moveClock: async () => false,
    setStore: async () => false,
    makeIds: async () => [],
    failure: async () => undefined,
    startBeside: () =>
      Promise.reject(new Error('A site that others started has no more processes')),
    restart: () => Promise.reject(new Error('A site that others started is not restarted')),
    stop: async () => {},
  };
}

async function knockAt(
  url: string,
  { timeout, signal }: Pick<StartOptions, 'timeout' | 'signal'>,
): Promise<void> {
  const { hostname, port, protocol } = new URL(url);
  try {
    const place = {
      host: bareHost(hostname),
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
    };
    await checkReachable(place, { timeout, signal });
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure(
      'app-failed',
      `There is no site at ${url} (${why}). Start it first, or check the address.`,
    );
  }
}
