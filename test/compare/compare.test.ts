import { beforeAll, describe, expect, it } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import type { ComparisonEvent } from '../../src/events/compare.ts';
import type { RunEvent } from '../../src/events/run.ts';
import { renderComparison } from '../../src/reports/html/comparison.ts';
import { comparisonLines } from '../../src/terminal/beside/comparison-text.ts';
import { PLAIN } from '../../src/terminal/paint.ts';
import { freePort } from '../support/redis.ts';

/** One run on memory and on files, with a Redis that is not there: what each case looks at. */
let events: Array<RunEvent | ComparisonEvent> = [];
let result: ComparisonEvent;

beforeAll(async () => {
  const env = { REDIS_URL: `redis://127.0.0.1:${await freePort()}` };
  for await (const event of compare({ stores: ['memory', 'redis', 'file'], env })) {
    events = [...events, event];
    if (event.type === 'comparison') result = event;
  }
}, 60_000);

describe('a comparison of stores', () => {
  it('runs one flow on each store that is there, and says why another was left out', () => {
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(2);
    expect(result.stores).toEqual([
      expect.objectContaining({ store: 'memory', passed: true }),
      { store: 'redis', why: expect.arrayContaining([expect.stringMatching(/cannot be reached/)]) },
      expect.objectContaining({ store: 'file', passed: true }),
    ]);
    expect(result.passed).toBe(true);
  });

  it('shows that a restart is what differs', () => {
    const { differences, explanations, same } = result;
    expect(differences.map(({ title }) => title)).toContain('the page after a restart');
    expect(explanations.map(({ about }) => about)).toEqual(['data', 'restart']);
    const restart = explanations.find(({ about }) => about === 'restart')?.by;
    expect(restart?.memory).toContain('was gone');
    expect(restart?.file).toContain('was still there');
    expect(same).toBeGreaterThan(8);
  });

  it('is as wide as the terminal, with a column for each store that was there', () => {
    for (const width of [80, 40]) {
      const lines = comparisonLines(result, PLAIN, width);
      const table = lines.slice(2, -3);
      expect(table[0]).toMatch(/memory +file/);
      expect(table.filter((line) => line.length > width)).toEqual([]);
      expect(lines.at(-1)).toContain('left out   redis');
    }
  });

  it('is a page with the same table, and both runs beside each other', () => {
    const page = renderComparison(events);
    expect(page).toContain('<th scope="col">memory</th>');
    expect(page).toContain('redis was left out');
    expect(page.match(/class="passage /g)).toHaveLength(2);
  });
});
