import * as v from 'valibot';
import { STORE_MODES } from '../../probe/messages.ts';
import { keysOf } from './keys.ts';

/** In seconds. */
const TEN_YEARS = 315_360_000;
const seconds = (most: number) => {
  const words = `must be a number of seconds from 0 to ${most}`;
  return v.pipe(v.number(words), v.minValue(0, words), v.maxValue(most, words));
};

/** The steps that are no visits, by their key. */
export const STEPS_BETWEEN = {
  restart: keysOf({ restart: v.literal(true, 'must be true') }),
  wait: keysOf({ wait: seconds(3_600) }),
  account: keysOf({ account: v.literal('gone', 'must be gone') }),
  clock: keysOf({ clock: seconds(TEN_YEARS) }),
  store: keysOf({
    store: v.picklist(STORE_MODES, `must be one of ${STORE_MODES.join(', ')}`),
    seconds: v.exactOptional(seconds(3_600)),
  }),
};
