import type { Flow } from '../flow.ts';
import { DEVICES } from './devices.ts';
import { EXPIRY } from './expiry.ts';
import { INSTANCES } from './instances.ts';
import { LOGIN_NEXT } from './login-next.ts';
import { RACE } from './race.ts';
import { REMEMBER } from './remember.ts';
import { TWO_VISITORS } from './two-visitors.ts';

/** The built-in flows. The first one is the default. */
export const FLOWS: readonly Flow[] = [
  LOGIN_NEXT,
  REMEMBER,
  TWO_VISITORS,
  DEVICES,
  INSTANCES,
  RACE,
  EXPIRY,
];
