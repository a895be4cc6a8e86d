import type { Trial } from '../trial.ts';

export const PASSWORD_TRIALS: readonly Trial[] = [];
