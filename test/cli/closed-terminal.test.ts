import { describe, expect, it, onTestFinished } from 'vitest';
import { openScreen } from '../../src/cli/screen.ts';

/** A screen whose results go to a terminal or a pipe, which then fails like this. */
async function failing(isTTY: boolean, code: string) {
  const before = process.stdout.isTTY;
  const listeners = process.stdout.listeners('error');
  Object.assign(process.stdout, { isTTY });
  onTestFinished(() => {
    Object.assign(process.stdout, { isTTY: before });
    process.stdout.removeAllListeners('error');
    for (const one of listeners) process.stdout.on('error', (error) => one(error));
  });
  const screen = await openScreen(true, new AbortController().signal);
  const fail = () => process.stdout.emit('error', Object.assign(new Error(code), { code }));
  return { screen, fail };
}

describe('results that nobody reads any more', () => {
  it.each([
    ['a terminal that was closed', true, 'EIO'],
    ['a pipe whose reader has gone', false, 'EPIPE'],
  ])('end the work in peace: %s', async (_, isTTY, code) => {
    const { screen, fail } = await failing(isTTY, code);
    expect(fail).not.toThrow();
    expect(screen.unread.aborted).toBe(true);
  });

  it('are not those that a broken disk refuses', async () => {
    const { fail } = await failing(false, 'EIO');
    expect(fail).toThrow('The results cannot be written');
  });
});
