import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { listen } from '../support/listen.ts';
import { loadEvents } from '../support/load.ts';
import { allOf } from '../support/run.ts';
import { scratchFolder } from '../support/scratch.ts';

const SECRET = 'open-sesame';

/** A flow of one page, and the folder that it is in. */
function oneStep(): { folder: string; flow: string } {
  const folder = scratchFolder();
  const flow = join(folder, 'flow.json');
  const steps = [{ title: 'the page', do: { get: '/' }, expect: [{ status: 200 }] }];
  writeFileSync(flow, JSON.stringify({ name: 'one-page', about: 'a page', steps }));
  return { folder, flow };
}

const simulate = (args: string[]) => runCli(['simulate', ...args], { bin: 'session-app' });

describe('a name and a password in --url are shown nowhere, and not sent', () => {
  it('in no report, no event and no line', async () => {
    const sent: string[] = [];
    const server = createServer((req, res) => {
      sent.push(JSON.stringify(req.rawHeaders));
      res.end('hello');
    });
    const url = `http://ali-baba:${SECRET}@127.0.0.1:${await listen(server)}/cave?x=1`;
    const { folder, flow } = oneStep();
    const reports = ['run.html', 'run.har', 'run.xml', 'run.mmd'].flatMap((name) => [
      '--report',
      join(folder, name),
    ]);
    const text = await simulate(['--url', url, '--flow', flow, '-v', ...reports]);
    const json = await simulate(['--url', url, '--flow', flow, '--json']);
    const loaded = await simulate(['--url', url, '--flow', flow, '--users', '2', '--json']);
    expect([text.exitCode, json.exitCode, loaded.exitCode]).toEqual([0, 0, 0]);
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(files).toHaveLength(5);
    const all = JSON.stringify([text, json, loaded, files, sent]);
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain('ali-baba');
    expect(sent.join()).not.toMatch(/authorization/i);
    expect(JSON.parse(json.stdout.split('\n')[0] ?? '').site.name).toBe(new URL(url).origin);
  });

  it.each([
    `http://ali-baba:${SECRET}@127.0.0.1:1/`,
    `htp://ali-baba:${SECRET}@127.0.0.1/`,
    `http://ali-baba:${SECRET}@[/`,
    `ali-baba:${SECRET}@host`,
    `//ali-baba:${SECRET}@host`,
    `http://ali@baba:${SECRET}@a b/`,
  ])('not in an error either: %s', async (url) => {
    const { flow } = oneStep();
    for (const more of [[], ['--json'], ['--users', '2']]) {
      const { exitCode, ...output } = await simulate(['--url', url, '--flow', flow, ...more]);
      expect([2, 3]).toContain(exitCode);
      expect(JSON.stringify(output)).not.toContain(SECRET);
    }
  });
});

it('nor do they go into what simulate() and load() yield', async () => {
  const server = createServer((_req, res) => res.end('hello'));
  const url = `http://ali-baba:${SECRET}@127.0.0.1:${await listen(server)}/cave`;
  const steps = [{ title: 'the page', do: { get: '/' } }];
  const flow = { name: 'one-page', about: 'a page', steps };
  const told = [await allOf({ url, flows: [flow] }), await loadEvents({ url, flow, users: 1 })];
  expect(JSON.stringify(told)).not.toContain(SECRET);
  expect(JSON.stringify(told)).toContain('"passed":true');
});
