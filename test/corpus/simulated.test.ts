import { describeSimulated } from './run.ts';
import { SOUND_APPS } from './table.ts';

/** Flows start other processes of an app, which do not know what this one keeps. */
const OF_ONE_PROCESS = 'a store in the memory of one process';

describeSimulated(SOUND_APPS.filter(({ name, isInside }) => !isInside || name === OF_ONE_PROCESS));
