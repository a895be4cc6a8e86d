import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../test/support/scratch.ts';
import { photograph } from './page.ts';
import { PALETTES } from './palettes.ts';
import { photographSite } from './photograph-site.ts';
import { REPORT, simulate } from './simulation.ts';
import { drawTerminal } from './svg.ts';

const FOLDER = '.github/pictures';
const SCHEMES = ['light', 'dark'] as const;
const WORDS = {
  title: 'session-app simulate in a terminal',
  description:
    'A visitor goes through a site. For each step: the request, the cookies that were sent and set, what changed in the session store, and why.',
};

const scratch = makeFolder();
const lines = await simulate(scratch);
const pages = await photograph(join(scratch, REPORT), SCHEMES);
await photographSite(scratch, `${FOLDER}/site`, SCHEMES);
rmSync(scratch, { recursive: true });

mkdirSync(FOLDER, { recursive: true });
for (const scheme of SCHEMES) {
  writeFileSync(`${FOLDER}/simulate-${scheme}.svg`, drawTerminal(lines, PALETTES[scheme], WORDS));
  writeFileSync(`${FOLDER}/report-${scheme}.png`, pages.get(scheme) ?? '');
}
