import type { Failure } from '../../failure.ts';
import type { ProbeApp, ProbeIds, ProbeOperation, StoreMode } from '../../probe/messages.ts';
import type { Session } from '../../sessions/session.ts';
import type { AppFacts } from '../site.ts';

/** A site with running processes, and access to its store. */
export interface RunningSite {
  /** The address of one of its processes, counted from 1. */
  urlOf(instance: number): string;
  readonly urls: string[];
  /** The class of the app's store, if a probe saw it. */
  readonly storeName: string | undefined;
  /** The sessions in the store, once all operations have ended; null if it cannot be read. */
  readStore(): Promise<Session[] | null>;
  /** Waits until all operations on the store so far are reported, for a number of milliseconds at most. */
  settle(within: number): Promise<void>;
  /** The operations on the store since the last call; undefined without a probe. */
  takeOperations(): ProbeOperation[] | undefined;
  /** The end of its processes' output since the last call. */
  takePrinted(): string;
  /** What the probes report about the app; undefined without a probe. */
  readonly facts: AppFacts | undefined;
  /**
   * What its processes report about the app; empty without a probe.
   *
   * @param mounts paths at which routers may be mounted
   * @param within how long to wait, in milliseconds
   */
  askForApp(mounts: readonly string[], within: number): Promise<ProbeApp[]>;
  /** By how many seconds the clock of its processes was moved ahead of ours. */
  readonly ahead: number;
  /**
   * Moves the clock of all processes forward, and of those that are started later.
   *
   * @returns whether it was moved: false if a process has no probe
   */
  moveClock(seconds: number): Promise<boolean>;
  /**
   * Sets how the session stores of all processes answer from now on.
   *
   * @param seconds after so many seconds they work again
   * @returns whether that was possible: false if a store cannot be watched
   */
  setStore(mode: StoreMode, seconds?: number): Promise<boolean>;
  /** Figures about unused session ids from each id generator of the app; empty if there is none. */
  makeIds(count: number): Promise<ProbeIds[]>;
  /** What went wrong, if one of its processes ends or has ended by itself. Waits a moment for that. */
  failure(): Promise<Failure | undefined>;
  /**
   * Starts one more process beside the running ones.
   *
   * @throws Failure `app-failed` if it does not start, or `interrupted`; the others keep running
   */
  startBeside(): Promise<void>;
  /** Ends all processes, and starts new ones: by default as many as before. */
  restart(instances?: number): Promise<void>;
  stop(): Promise<void>;
}
