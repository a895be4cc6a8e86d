import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/index.ts';
import { maskedIdOf } from '../../src/sessions/session.ts';
import { scratchFolder } from '../support/scratch.ts';
import { inspectStore } from '../support/stored.ts';

const ID = 'Xk3_f-9QzL0pVb7tR2mN4cW8yA1sD6hG';
const base64 = Buffer.from(`sid=${ID};`).toString('base64');

/** A folder of session-file-store, with an app’s session that holds its own id in many ways. */
function aStore() {
  const directory = join(scratchFolder(), 'sessions');
  mkdirSync(directory);
  const data = {
    own: ID,
    link: `/orders?from=abc${ID}`,
    deep: [{ [`cart-${ID}`]: base64 }],
    user: `guest-${ID}`,
    lang: 'en',
  };
  const text = JSON.stringify({ cookie: {}, ...data, __lastAccess: Date.now() });
  writeFileSync(join(directory, `${ID}.json`), text);
  return { directory, args: ['--dir', directory] };
}

const hasId = (text: string) => text.includes(ID) || text.includes(base64.slice(8, -8));

describe('a session that holds its own id', () => {
  it.each([[[]], [['--json']], [['--ndjson']], [[maskedIdOf(ID)]], [[maskedIdOf(ID), '--json']]])(
    'is shown without it: %j',
    async (args) => {
      const store = aStore();
      const { stdout, stderr } = await inspectStore(store, args);
      expect(stdout).toContain(maskedIdOf(ID));
      expect(stdout).toContain('lang');
      expect(hasId(stdout + stderr)).toBe(false);
      const shown = await inspectStore(store, [...args, '--reveal']);
      expect(hasId(shown.stdout)).toBe(true);
    },
  );

  it('is yielded by the package without it', async () => {
    for await (const session of inspect({ directory: aStore().directory })) {
      expect(session.data.own).toBe(`${maskedIdOf(ID)}…`);
      expect(session.data.lang).toBe('en');
      expect(hasId(JSON.stringify(session))).toBe(false);
    }
  });
});
