import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadEvents } from '../support/load.ts';

const APP = {
  directory: fileURLToPath(new URL('../faults', import.meta.url)),
  start: 'node app.cjs',
  login: '/login',
  protected: '/about',
  timeout: 20_000,
  users: 40,
};

it.each([1, 4])(
  'sessions in the memory of two processes are lost where %i visitors come at a time',
  async (concurrency) => {
    const env = { FAULT: 'MemoryStore in a cluster' };
    const end = (await loadEvents({ ...APP, concurrency, env })).at(-1);
    expect(end).toMatchObject({ type: 'end', passed: false });
    expect(end?.type === 'end' && end.invariants.lost.first).toMatchObject({
      rule: 'memory-not-shared',
    });
  },
);

it.each(['plain', 'two cookies'])('none is lost in one process: %s', async (sound) => {
  const end = (await loadEvents({ ...APP, concurrency: 4, env: { SOUND: sound } })).at(-1);
  expect(end).toMatchObject({ type: 'end', passed: true });
});

it('a store that loses sessions where several are written at a time is told from processes', async () => {
  const env = { FAULT: 'store with a race' };
  const end = (await loadEvents({ ...APP, concurrency: 4, env })).at(-1);
  expect(end?.type === 'end' && end.invariants.lost.first).toMatchObject({
    rule: 'parallel-writes-kept',
  });
});
