import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { it } from 'node:test';
import { readSettings } from '../src/settings.ts';

it('a missing secret stops the site, which says how to make a good one', () => {
  let message = '';
  assert.throws(
    () => readSettings({}),
    (error: Error) => {
      message = error.message;
      return true;
    },
  );
  const [command = ''] = /node -p ".+"/.exec(message) ?? [];
  const SESSION_SECRET = execSync(command, { encoding: 'utf8' }).trim();
  assert.deepEqual(readSettings({ SESSION_SECRET }).sessionSecrets, [SESSION_SECRET]);
});
