import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../src/events/run.ts';
import { PLAIN } from '../../src/terminal/paint.ts';
import {
  differenceLines,
  endLines,
  startLines,
  storeLines,
} from '../../src/terminal/runs/run-text.ts';
import { stepLines } from '../../src/terminal/runs/step-text.ts';
import { SAMPLE_RUNS } from '../support/sample-runs.ts';

const WIDTH = 80;
const OPTIONS = { width: WIDTH, paint: PLAIN, detail: { headers: false, bodies: false } };

function linesOf(event: RunEvent): string[] {
  switch (event.type) {
    case 'start':
      return startLines(event, WIDTH, PLAIN);
    case 'step':
      return ['', ...stepLines(event, OPTIONS)];
    case 'end':
      return [
        ...storeLines(event, WIDTH, PLAIN),
        '',
        ...endLines(event, WIDTH, PLAIN),
        ...differenceLines(event, PLAIN),
      ];
  }
}

describe('the text of a run', () => {
  // A table of sessions says when each leaves.
  beforeAll(
    () => void vi.useFakeTimers({ now: new Date('2026-03-01T10:00:00Z'), toFake: ['Date'] }),
  );
  afterAll(() => void vi.useRealTimers());

  it.each(Object.entries(SAMPLE_RUNS))('%s', async (name, events) => {
    const text = `${events.flatMap(linesOf).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(`golden/${name.replaceAll(' ', '-')}.txt`);
    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  });

  it('paints what came into the store and what went, as a difference is', () => {
    const paint = {
      ...PLAIN,
      good: (text: string) => `<${text}>`,
      bad: (text: string) => `!${text}!`,
    };
    const steps = (SAMPLE_RUNS.passed ?? []).filter((event) => event.type === 'step');
    const lines = steps.flatMap((step) => stepLines(step, { ...OPTIONS, paint }));
    expect(lines).toContain('    store    !- #1  destroyed!');
    expect(lines).toContain('    store    <+ #1  user "alice">');
  });
});
