import { ABOUT_DATA } from './about-data.ts';
import { ABOUT_ID } from './about-id.ts';
import { ABOUT_LOG_OUT } from './about-log-out.ts';
import { ABOUT_NEXT } from './about-next.ts';
import { ABOUT_RESTART } from './about-restart.ts';
import type { Explanation } from './explanation.ts';

/** All explanations, in the order in which they appear below a step. */
export const EXPLANATIONS: readonly Explanation[] = [
  ...ABOUT_RESTART,
  ...ABOUT_NEXT,
  ...ABOUT_ID,
  ...ABOUT_DATA,
  ...ABOUT_LOG_OUT,
];
