/** A claim about a benchmark. The median of the rounds decides. */
export interface Goal {
  benchmark: string;
  ours: string;
  /** The subject to compare with: then the ratio counts. If absent, the number itself counts. */
  other?: string;
  measure: string;
  bound: 'at least' | 'at most';
  limit: number;
  /** The only conditions to apply it to. Default: all. */
  settings?: readonly string[];
  /** The known reason, from a profile, if the goal is missed. */
  obstacle?: string;
}

/** The known reasons for missed goals, by benchmark. */
const OBSTACLES: Readonly<Record<string, string>> = {
  audit:
    'What stands in the way: password hashes. The ten wrong passwords after which a name is refused are checked one after another, at 0.18 s each, and 17 more beside them: more than half of the processor time. `simulate` checks none. The rest are seven starts of the site and 450 requests.',
  probe:
    'What stands in the way: little but chance. By itself the probe takes 2 µs a store operation, of the 250 and more that a request takes; rounds scatter by ten times that.',
  'inspect-files':
    "What stands in the way: by a profile, calls of the system are 63 % of inspect's time, as many as the bare loop makes (where that reads once more to meet the end, `fstat` tells whose file it is and when the session leaves). JSON.parse is 7 %, garbage 3 %, handing on a row 3 %, times as ISO 8601 2 %, the check of a file's name 2 %; nothing else is more than that.",
};

export const GOALS: readonly Goal[] = [
  ...wallTimes('help', 'create-session-app --help', {
    'create-vite --help': 1.1,
    'node -e 0': 1.35,
  }),
  ...wallTimes('create', 'create-session-app', { 'create-vite': 1.1, 'node -e 0': 1.5 }),
  ...wallTimes('simulate', 'simulate', { 'node -e 0': 6 }),
  ...wallTimes('simulate', 'simulate --store memory', { 'node -e 0': 6 }),

  ...wallTimes('audit', 'audit', { simulate: 5 }),

  ...goals('first-page', 'create-session-app', 'wall s', 'at most', { 'create-vite': 1.4 }),

  ...pages('page-memory', 'this site, memory', { 'express-session, MemoryStore': 1 }),
  ...pages('page-file', 'this site, file', { 'this site, memory': 0.8, 'session-file-store': 4 }),
  ...pages('page-redis', 'this site, redis', { 'connect-redis': 1 }),
  ...pages('page-flask', 'this site, memory', { 'Flask-Session': 2 }),
  ...pages('page-flask', 'this site, file', { 'Flask-Session': 2 }),
  ...pages('page-flask', 'this site, redis', { 'Flask-Session': 2 }),
  ...pages('probe', 'with a probe', { without: 0.95 }),

  {
    benchmark: 'one-session',
    ours: 'this site, redis',
    measure: 'commands/write',
    bound: 'at most',
    limit: 6,
  },

  ...goals('load', 'load', 'flows/s', 'at least', { autocannon: 0.75 }),
  ...rows('inspect-files', { 'bare loop': 0.8 }, ['100,000 sessions']),
  ...rows('inspect-redis', { 'connect-redis all()': 1.2 }, [
    '100,000 sessions',
    '1,000,000 sessions',
  ]),
  ...inspectNumbers('inspect-files', { 'first row ms': 300, 'peak MB': 100 }),
  ...inspectNumbers('inspect-redis', { 'first row ms': 300, 'peak MB': 150 }),
];

/** The goals of one benchmark, in words. */
export function goalsInWords(benchmark: string): string[] {
  return GOALS.filter((goal) => goal.benchmark === benchmark).map(
    ({ ours, other, measure, bound, limit, settings }) =>
      [
        `${ours}: ${measure} ${bound} ${limit}`,
        ...(other ? [`times ${other}`] : []),
        ...(settings ? [`at ${settings.join(' and ')}`] : []),
      ].join(' '),
  );
}

function wallTimes(benchmark: string, ours: string, most: Record<string, number>): Goal[] {
  return goals(benchmark, ours, 'wall ms', 'at most', most);
}

function pages(benchmark: string, ours: string, least: Record<string, number>): Goal[] {
  return goals(benchmark, ours, 'requests/s', 'at least', least);
}

function rows(benchmark: string, least: Record<string, number>, settings: string[]): Goal[] {
  return goals(benchmark, 'inspect', 'rows/s', 'at least', least).map((goal) => ({
    ...goal,
    settings,
  }));
}

function goals(
  benchmark: string,
  ours: string,
  measure: string,
  bound: Goal['bound'],
  limits: Record<string, number>,
): Goal[] {
  const obstacle = OBSTACLES[benchmark];
  return Object.entries(limits).map(([other, limit]) => ({
    benchmark,
    ours,
    other,
    measure,
    bound,
    limit,
    ...(obstacle && { obstacle }),
  }));
}

function inspectNumbers(benchmark: string, most: Record<string, number>): Goal[] {
  return Object.entries(most).map(([measure, limit]) => ({
    benchmark,
    ours: 'inspect',
    measure,
    bound: 'at most',
    limit,
  }));
}
