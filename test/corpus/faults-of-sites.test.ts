import { describeSiteFaults } from './run.ts';
import { SITE_FAULTS } from './table.ts';

describeSiteFaults(SITE_FAULTS);
