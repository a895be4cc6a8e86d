import type { Observed } from '../../checks/observed.ts';
import type { Exchange } from '../../visitor/exchange.ts';

/** A visit, and what was observed of it. */
export interface Visited {
  exchange: Exchange;
  seen: Observed;
}
