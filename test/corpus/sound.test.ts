import { describeSound } from './run.ts';
import { SOUND_APPS } from './table.ts';

describeSound(SOUND_APPS);
