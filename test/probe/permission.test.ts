import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { develop, privateRuntime } from '../support/develop.ts';
import { NODE_VERSIONS, nodeOf } from '../support/node-versions.ts';
import { allOf, failuresIn } from '../support/run.ts';
import { Visitor } from '../support/visitor.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** An app that may read its own files and Express, and nothing else. */
async function startUnder(version: string): Promise<string | undefined> {
  const node = await nodeOf(version);
  if (!node) return undefined;
  const isFirst = version.startsWith('20');
  // The line to the tool is the network too, in the versions that forbid that.
  const permissions = [
    isFirst ? '--experimental-permission' : '--permission',
    `--allow-fs-read=${APPS}/`,
    `--allow-fs-read=${MODULES}/`,
    ...(Number(version) >= 26 ? ['--allow-net'] : []),
  ];
  return `"${node}" ${permissions.join(' ')} sound.cjs`;
}

describe.each(NODE_VERSIONS)('an app under the permission model of Node %s', (version) => {
  /** The first version lets nobody preload what the app may not read. */
  const isWatched = !version.startsWith('20');

  it('runs as it would without the probe, and is looked into where that is possible', async (context) => {
    const start = await startUnder(version);
    if (!start) return context.skip();
    const events = await allOf({ directory: APPS, start });
    expect(failuresIn(events)).toEqual([]);
    const end = events.at(-1);
    expect(end).toMatchObject({ type: 'end', passed: true });
    expect(end?.type === 'end' && end.sessions !== null).toBe(isWatched);
  });

  it('runs under dev, which says what it cannot show', async (context) => {
    const start = await startUnder(version);
    if (!start) return context.skip();
    privateRuntime();
    const app = develop({ directory: APPS, start });
    if (isWatched) {
      const [started] = await app.until('started');
      await new Visitor(started?.url ?? '').get('/');
      await app.until('request');
    } else {
      const [note] = await app.until('note');
      expect(note?.text).toContain('permission model keeps session-app out of the app');
    }
  });
});
