import type { Rule } from './rule.ts';

/** Rules about how express-session stores sessions. */
export const ABOUT_STORES = [
  {
    id: 'memory-store-in-production',
    means: 'In production, sessions are not kept in express-session’s MemoryStore.',
    why: 'It never frees the memory of ended sessions, and a restart signs everybody out.',
    fix: 'give the option store a store outside the process: Redis, a database or files',
    asvs: [],
    cwe: [401],
  },
  {
    id: 'record-for-strangers',
    means: 'A stranger at the home page leaves no empty session in the store.',
    why: 'Each visit of a crawler leaves one: they fill the store.',
    fix: 'set saveUninitialized to false',
    asvs: [],
    cwe: [770],
  },
] as const satisfies readonly Rule[];
