import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readSettings, SettingError } from '../src/settings.ts';

const SECRET = 'x'.repeat(32);

for (const secret of ['', 'x', 'x'.repeat(31), `${SECRET},x`]) {
  it(`the site does not start with the SESSION_SECRET "${secret}"`, () => {
    assert.throws(() => readSettings({ SESSION_SECRET: secret }), SettingError);
  });
}

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
