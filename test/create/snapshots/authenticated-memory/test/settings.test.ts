import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { it } from 'node:test';
import { readSettings, SettingError } from '../src/settings.ts';

const SECRET = 'x'.repeat(32);

for (const secret of ['', 'x', 'x'.repeat(31), `${SECRET},x`]) {
  it(`the site does not start with the SESSION_SECRET "${secret}"`, () => {
    assert.throws(() => readSettings({ SESSION_SECRET: secret }), SettingError);
  });
}

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

for (const [NODE_ENV, production] of [
  [undefined, true],
  ['', true],
  ['test', true],
  ['development', false],
] as const) {
  it(`the site is ${production ? '' : 'not '}in production with NODE_ENV ${NODE_ENV}`, () => {
    assert.equal(readSettings({ NODE_ENV, SESSION_SECRET: SECRET }).production, production);
  });
}
