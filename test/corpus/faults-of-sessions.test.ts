import { describeFaults } from './run.ts';
import { SESSION_FAULTS } from './table.ts';

describeFaults(SESSION_FAULTS);
