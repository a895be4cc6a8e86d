import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRedis, withRedis } from '../test/support/redis.ts';
import { type Comparison, compare, comparisonLine, measureInTurns } from './rounds.ts';

const READERS = fileURLToPath(new URL('readers.mjs', import.meta.url));
const BATCH = 5_000;

/** What one reading came to. */
interface Reading {
  rows: number;
  /** Milliseconds. */
  firstRow: number;
  took: number;
  megabytes: number;
}

/** A reader of ours, what it is compared with, and the least ratio of their rows a second. */
interface Contest {
  ours: string;
  other: string;
  goal: number;
  place: string;
}

export interface InspectBenchmark {
  sessions: number;
  rounds: number;
}

/** Compares how fast stores are read, each reading in a process of its own; tells first rows and memory as well. */
export async function compareReaders(
  options: InspectBenchmark,
): Promise<Array<{ comparison: Comparison; readings: Map<string, Reading[]> }>> {
  const { sessions, rounds } = options;
  const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
  const server = await startRedis('redis-server');
  try {
    const [files, plain] = [join(folder, 'files'), join(folder, 'plain')];
    fillFiles(files, sessions, generatedName);
    fillFiles(plain, sessions, (id) => `${id}.json`);
    await fillRedis(server.url, sessions);
    const contests: Contest[] = [
      { ours: 'files', other: 'bare loop', goal: 0.8, place: files },
      { ours: 'files', other: 'session-file-store list and get', goal: 1, place: plain },
      { ours: 'redis', other: 'connect-redis all()', goal: 1.2, place: server.url },
    ];
    const results = [];
    for (const contest of contests) results.push(await runContest(contest, options));
    return results;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }

  async function runContest(
    { ours, other, goal, place }: Contest,
    { sessions: wanted }: InspectBenchmark,
  ) {
    const readings = new Map<string, Reading[]>([ours, other].map((name) => [name, []]));
    const subject = (name: string) => ({
      name,
      async measure() {
        const reading = read(name, place);
        if (reading.rows !== wanted) throw new Error(`${name} read ${reading.rows} sessions`);
        readings.get(name)?.push(reading);
        return (reading.rows / reading.took) * 1000;
      },
    });
    const numbers = await measureInTurns([subject(ours), subject(other)], rounds);
    const name = `${ours} against ${other}, ${wanted} sessions (at least ${goal})`;
    const of = (reader: string) => numbers.get(reader) ?? [];
    return { comparison: compare(name, 'rows/s', of(ours), of(other)), readings };
  }
}

function read(reader: string, place: string): Reading {
  return JSON.parse(execFileSync(process.execPath, [READERS, reader, place], { encoding: 'utf8' }));
}

function record(index: number): { id: string; text: string; expires: Date } {
  const id = `${createHash('sha256').update(String(index)).digest('base64url').slice(0, 32)}`;
  const expires = new Date(Date.now() + 7_200_000);
  const cookie = { originalMaxAge: 7_200_000, expires, httpOnly: true, path: '/', sameSite: 'lax' };
  const data = { cookie, user_name: `user-${index}`, lang: 'en', theme: 'dark' };
  return { id, text: JSON.stringify({ ...data, __lastAccess: Date.now() }), expires };
}

function generatedName(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

function fillFiles(folder: string, sessions: number, nameOf: (id: string) => string): void {
  mkdirSync(folder, { mode: 0o700 });
  for (let index = 0; index < sessions; index += 1) {
    const { id, text, expires } = record(index);
    const path = join(folder, nameOf(id));
    writeFileSync(path, text, { mode: 0o600 });
    utimesSync(path, expires, expires);
  }
}

async function fillRedis(url: string, sessions: number): Promise<void> {
  await withRedis(url, async (client) => {
    for (let done = 0; done < sessions; done += BATCH) {
      const batch = client.multi();
      for (let index = done; index < Math.min(done + BATCH, sessions); index += 1) {
        const { id, text, expires } = record(index);
        batch.set(`sess:${id}`, text, { expiration: { type: 'PXAT', value: expires.getTime() } });
      }
      await batch.execAsPipeline();
    }
  });
}

if (import.meta.filename === process.argv[1]) {
  const sessions = Number(process.argv[2] ?? 10_000);
  for (const { comparison, readings } of await compareReaders({ sessions, rounds: 5 })) {
    console.log(comparisonLine(comparison));
    for (const [reader, all] of readings) {
      const [firstRow, megabytes] = [
        Math.max(...all.map((reading) => reading.firstRow)),
        Math.max(...all.map((reading) => reading.megabytes)),
      ];
      console.log(
        `    ${reader}: first row ${firstRow.toFixed(0)} ms, ${megabytes.toFixed(0)} MB at most`,
      );
    }
  }
}
