import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allOf } from '../support/run.ts';
import { scratchFolder } from '../support/scratch.ts';

const APPS = fileURLToPath(new URL('../apps', import.meta.url));
const PASSWORD = 'correct horse "battery" staple';

/** All that a run tells of an app which shows its secrets in headers, pages, errors and session data. */
async function told(options: { reveal?: boolean } = {}) {
  const sessions = scratchFolder();
  const events = await allOf({
    directory: APPS,
    start: 'node tells-its-secrets.cjs',
    password: PASSWORD,
    env: { SESSIONS: sessions },
    ...options,
  });
  const ids = readFileSync(join(sessions, 'ids.txt'), 'utf8').trim().split('\n');
  return { text: JSON.stringify(events), ids, files: readdirSync(sessions) };
}

describe('a run tells no secret', () => {
  it('no session id, in no cookie, header, page, session or error', async () => {
    const { text, ids } = await told();
    expect(ids.length).toBeGreaterThan(1);
    for (const id of ids) expect(text).not.toContain(id);
    expect(text).not.toMatch(/s%3A|s:[\w-]{32}/);
  });

  it('no session id in hex or base64', async () => {
    const { text, ids } = await told();
    for (const id of ids) expect(text).not.toContain(Buffer.from(id).toString('hex'));
    for (const [base64 = ''] of text.matchAll(/[\w+/-]{32,}/g)) {
      for (const id of ids) expect(Buffer.from(base64, 'base64').toString()).not.toContain(id);
    }
  });

  it('no password, in no form, page or session', async () => {
    const { text } = await told();
    expect(text).not.toContain('battery');
  });

  it('unless it is asked to reveal them', async () => {
    const { text, ids } = await told({ reveal: true });
    expect(ids.some((id) => text.includes(id))).toBe(true);
    expect(text).toContain('battery');
  });
});
