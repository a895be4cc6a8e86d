import { expect, inject, it } from 'vitest';
import { inspect } from '../../src/index.ts';
import { scratchSettings } from '../support/records.ts';
import { scratchFolder } from '../support/scratch.ts';
import { APPS, expectShownBesideDev } from '../support/sql-sessions.ts';

it('session files are found wherever a running app has them', async () => {
  await expectShownBesideDev({ STORE: 'files', DATABASE: scratchFolder() });
});

it.skipIf(!inject('redisUrl'))(
  'keys in Redis are found under a running app’s own prefix',
  async () => {
    const { REDIS_URL = '', REDIS_PREFIX = '' } = scratchSettings();
    await expectShownBesideDev({
      STORE: 'redis',
      DATABASE: REDIS_URL,
      TABLE: `${REDIS_PREFIX}own:`,
    });
  },
);

it('of a store that can list nothing, what was used is shown, and that there may be more', async () => {
  await expectShownBesideDev({ STORE: 'own' });
  const notes: string[] = [];
  for await (const _ of inspect({ site: APPS, onNote: (text) => notes.push(text) }));
  expect(notes).toEqual([
    expect.stringMatching(/^Store cannot list its sessions: only those are known/),
  ]);
});
