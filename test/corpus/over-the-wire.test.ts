import { describeOverTheWire } from './run.ts';
import { SOUND_APPS } from './table.ts';

describeOverTheWire(SOUND_APPS.filter(({ isInside }) => !isInside));
