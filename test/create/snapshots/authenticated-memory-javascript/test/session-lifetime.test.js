import assert from 'node:assert/strict';
import { it, mock } from 'node:test';
import { expiryOf } from '../src/sessions/store/session-store.js';
import { startSite, Visitor } from './site.js';

const MINUTE_MS = 60_000;

// The clock of this process is moved, and a store may have a clock of its own. So this looks at when the store was told
// to end the session. `session-store.test.js` shows that the store does.
it('a session ends SESSION_IDLE after its last request, and SESSION_ABSOLUTE after the sign-in', async () => {
  const signedInAt = Date.now();
  mock.timers.enable({ apis: ['Date'], now: signedInAt });
  const site = await startSite({ SESSION_IDLE: '60m', SESSION_ABSOLUTE: '150m' });
  const visitor = new Visitor(site.url);
  await visitor.post('/login', { username: 'alice' });

  const minutes = [];
  for (let n = 0; n < 3; n += 1) {
    // The answer ends when the store knows of the request.
    await (await visitor.get('/about')).text();
    const session = await site.sessions.find(visitor.sessionId);
    minutes.push(Math.round(((session ? expiryOf(session) : 0) - signedInAt) / MINUTE_MS));
    mock.timers.tick(50 * MINUTE_MS);
  }
  mock.timers.reset();
  await site.close();
  assert.deepEqual(minutes, [60, 50 + 60, 150]);
});
