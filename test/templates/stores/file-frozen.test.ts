import { createHash } from 'node:crypto';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentsOf, type OpenedStore, openStore, record } from '../../support/records.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { builtFileStore, type Operation, StoppingStore } from '../../support/stopping-store.ts';

const ID = 'an id';
const HASH = createHash('sha256').update(ID).digest('hex');

/** Two processes share a folder: one is this one, the other stands still before each of its steps in turn. */
describe.skipIf(process.platform !== 'linux')('beside a process that stands still', () => {
  let directory: string;
  let module: string;
  let here: OpenedStore;
  beforeEach(async () => {
    directory = join(scratchFolder(), 'sessions');
    module = builtFileStore();
    here = await openStore('file', { SESSION_DIR: directory });
  });
  afterEach(() => here.close());

  /** The index of users lies beside the sessions. What it has left of a killed process, its sweep removes. */
  const left = () => readdirSync(directory).filter((name) => name !== 'users');
  /** A session that exists is listed as its user's, and one that does not is not. */
  const expectListed = async (step: number) => {
    const exists = (await here.find(ID)) !== undefined;
    const listed = (await here.sessionsOf('alice')).map(({ key }) => key);
    expect({ step, listed }).toEqual({ step, listed: exists ? [HASH] : [] });
  };
  const begin = () => here.create(ID, record({ user_name: 'alice' }));
  const change = () => here.update(ID, (current) => ({ ...current, ours: true }));
  /** As if it had stood still for so long that others take its lock for a dead one's. */
  const standsStillForLong = () => {
    const lock = join(directory, HASH, 'lock');
    if (existsSync(lock)) utimesSync(lock, new Date(0), new Date(0));
  };
  /** Has the other process begin something once for each of its steps, and stop before that step. */
  const atEachStepOf = async (
    operation: Operation,
    meanwhile: (there: StoppingStore, step: number) => Promise<void>,
    setUp: () => Promise<unknown> = begin,
  ) => {
    let there = await StoppingStore.start(module, directory);
    let step = 1;
    for (; ; step += 1) {
      await setUp();
      if (!(await there.stopsIn(operation, ID, step))) break;
      standsStillForLong();
      await expectListed(step);
      await meanwhile(there, step);
      await expectListed(step);
      await here.delete(ID);
      expect({ step, left: left() }).toEqual({ step, left: [] });
      if (!there.isAlive()) there = await StoppingStore.start(module, directory);
    }
    return step - 1;
  };

  it.each([
    ['writes', 'update', 10],
    ['prolongs it', 'extend', 2],
  ] as const)('a session that ends stays gone: the other one %s', async (_, operation, least) => {
    const steps = await atEachStepOf(operation, async (there, step) => {
      await here.delete(ID);
      expect({ step, found: await here.find(ID) }).toEqual({ step, found: undefined });
      await there.goOn();
      expect({ step, found: await here.find(ID) }).toEqual({ step, found: undefined });
      expect({ step, left: left() }).toEqual({ step, left: [] });
    });
    expect(steps).toBeGreaterThanOrEqual(least);
  });

  it('and where its lock was broken, and somebody else has written meanwhile', async () => {
    await atEachStepOf('update', async (there, step) => {
      await change();
      await here.delete(ID);
      await there.goOn();
      expect({ step, found: await here.find(ID) }).toEqual({ step, found: undefined });
      expect({ step, left: left() }).toEqual({ step, left: [] });
    });
  });

  it('and where it is the log-out that stands still', async () => {
    const steps = await atEachStepOf('delete', async (there, step) => {
      await change();
      await there.goOn();
      expect({ step, found: await here.find(ID) }).toEqual({ step, found: undefined });
    });
    expect(steps).toBeGreaterThanOrEqual(2);
  });

  it('no change is lost, of the one or the other', async () => {
    await atEachStepOf('update', async (there, step) => {
      expect(await change()).toBe(true);
      expect(await there.goOn()).toBe(true);
      const found = contentsOf(await here.find(ID));
      expect({ step, ...found }).toEqual({ step, user_name: 'alice', ours: true, theirs: true });
    });
  });

  it('a session is found whole or not at all while it is made, and whole in the end', async () => {
    const steps = await atEachStepOf(
      'create',
      async (there, step) => {
        const before = contentsOf(await here.find(ID)) ?? { user_name: 'alice' };
        await there.goOn();
        const after = contentsOf(await here.find(ID));
        expect({ step, before, after }).toEqual({
          step,
          before: { user_name: 'alice' },
          after: { user_name: 'alice' },
        });
      },
      () => here.delete(ID),
    );
    expect(steps).toBeGreaterThanOrEqual(4);
  });

  it('that is killed, nothing is torn or blocked', async () => {
    await atEachStepOf('update', async (there, step) => {
      await there.kill();
      const { theirs = true, ...before } = contentsOf(await here.find(ID)) ?? {};
      expect({ step, theirs, ...before }).toEqual({ step, theirs: true, user_name: 'alice' });
      expect(await change()).toBe(true);
      expect(contentsOf(await here.find(ID))).toMatchObject({ user_name: 'alice', ours: true });
    });
  });

  it('that is killed while a session ends, it can be ended again', async () => {
    await atEachStepOf('delete', async (there) => {
      await there.kill();
      await here.delete(ID);
      expect(await here.find(ID)).toBeUndefined();
    });
  });
});
