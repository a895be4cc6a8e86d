import type { Benchmark } from './benchmark.ts';
import { firstPage } from './first-page.ts';
import { inspectFiles, inspectRedis } from './inspect.ts';
import { load } from './load.ts';
import { oneSession } from './one-session.ts';
import { probe } from './probe-cost.ts';
import { SIGNED_IN_PAGES } from './signed-in-page.ts';
import { storeOperations } from './store-operations.ts';
import { WHOLE_COMMANDS } from './whole-commands.ts';

/** All benchmarks, in the order of the account. */
export const BENCHMARKS: readonly Benchmark[] = [
  ...WHOLE_COMMANDS,
  firstPage,
  ...SIGNED_IN_PAGES,
  storeOperations,
  oneSession,
  load,
  probe,
  inspectFiles,
  inspectRedis,
];
