import { LOGIN_NEXT } from '../../flows/built-in/login-next.ts';
import { read } from '../../flows/built-in/steps.ts';
import type { Flow } from '../../flows/flow.ts';
import { type Judgement, patiently, type Seen, type Trial } from '../trial.ts';

const LOOK: Flow = {
  name: 'home-alone',
  about: 'a stranger looks at the home page, and goes away',
  steps: [
    read('the home page, for a stranger', '/', [
      { rule: 'record-for-strangers', session: 'filled' },
    ]),
  ],
};

/** The class of express-session's own store; the probe cannot read others of that name. */
const MEMORY_STORE = 'MemoryStore';

function judgeMemory({ app }: Seen): Judgement {
  if (!app || app.facts.stores === 0) {
    return { verdict: 'not-seen', said: ['No session store of express-session’s was seen.'] };
  }
  const { facts, storeName } = app;
  if (facts.memories === 0 || storeName !== MEMORY_STORE) {
    const name = storeName || 'a class without a name';
    return { verdict: 'held', said: [`The app keeps its sessions in ${name}.`] };
  }
  return facts.isProduction
    ? {
        verdict: 'broken',
        said: ['The app ran with NODE_ENV=production, and kept its sessions in MemoryStore.'],
      }
    : {
        verdict: 'yours',
        said: [
          'The app ran outside of production, with MemoryStore. Audit it with NODE_ENV=production to see which store it has there.',
        ],
      };
}

/** The trials of rules about what express-session stores. */
export const STORE_TRIALS: readonly Trial[] = [
  {
    rule: 'memory-store-in-production',
    tried: 'The probe reads the class of the app’s store, and whether the app runs in production.',
    unseen: 'What the app does where it is deployed, if its settings are others there.',
    held: 'The app keeps its sessions elsewhere.',
    attempts: [patiently(LOGIN_NEXT)],
    judge: judgeMemory,
  },
  {
    rule: 'record-for-strangers',
    tried: 'A stranger opens the home page, and the store is read.',
    unseen: 'Pages other than the home page, and stores that cannot be read.',
    held: 'No empty session was stored for a stranger.',
    attempts: [patiently(LOOK)],
  },
];
