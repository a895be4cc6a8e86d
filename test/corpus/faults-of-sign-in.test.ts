import { describeFaults } from './run.ts';
import { AUDIT_FAULTS } from './table.ts';

describeFaults(AUDIT_FAULTS);
