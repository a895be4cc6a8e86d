import type { KeyChange } from '../sessions/key-changes.ts';
import type { ChangeType, SessionJson } from './session.ts';

/** The store after a step, and what led to it. */
export interface StoreView {
  changes: StoreChange[];
  /** The app's operations on its store, in order; absent if only the content of the store can be observed. */
  operations?: StoreOperation[];
  /** All sessions in the store, in the order in which the run met them. */
  sessions: RunSession[];
}

export interface StoreChange {
  /** The alias of the session. */
  session: string;
  action: ChangeType;
  keys: KeyChange[];
}

export interface StoreOperation {
  name: string;
  /** The alias of the session; absent if the operation concerns none, or all. */
  session?: string;
  /** Milliseconds. */
  took: number;
  /** For a `get`: whether the session exists. */
  found?: boolean;
  /** The error of the store; absent if it succeeded. */
  error?: string;
}

export interface RunSession extends SessionJson {
  /** An alias that stays the same during a run: `#1`. */
  session: string;
  /** True if its cookie is only for HTTPS; absent otherwise. */
  secure?: true;
}
