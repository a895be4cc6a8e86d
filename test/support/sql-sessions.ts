import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type InspectOptions, inspect, type SessionJson } from '../../src/index.ts';
import { develop, privateRuntime } from './develop.ts';
import { Visitor } from './visitor.ts';

/** Where `database-store.cjs` is. */
export const APPS = fileURLToPath(new URL('../apps', import.meta.url));
export const HOUR = 3_600_000;

/** A record as express-session writes it. */
export function recordOf(data: Record<string, unknown>): string {
  return JSON.stringify({ cookie: { originalMaxAge: HOUR, path: '/' }, ...data });
}

/** All that `inspect` yields. */
export async function inspected(options: InspectOptions): Promise<SessionJson[]> {
  const sessions: SessionJson[] = [];
  for await (const session of inspect(options)) sessions.push(session);
  return sessions;
}

/** What `inspect` says of a store that it cannot read. */
export async function refusedBy(options: InspectOptions): Promise<string> {
  try {
    await inspected(options);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was refused';
}

/** Runs the app of a store under `dev`, and has it make a session of alice's; `inspect` must show that beside it. */
export async function expectShownBesideDev(env: Record<string, string>): Promise<void> {
  privateRuntime();
  const app = develop({ directory: APPS, start: 'node database-store.cjs', env });
  const [started] = await app.until('started');
  const visitor = new Visitor(started?.url ?? '');
  await visitor.get('/?user=alice');
  await visitor.get('/?user=alice');
  const sessions = await inspected({ site: APPS });
  expect(sessions).toMatchObject([{ state: 'live', user: 'alice', data: { views: 2 } }]);
  expect(sessions[0]?.expires).not.toBeNull();
  const { DATABASE = '' } = env;
  if (DATABASE.includes('@')) {
    expect(JSON.stringify(app.events)).not.toContain(new URL(DATABASE).password);
  }
}
