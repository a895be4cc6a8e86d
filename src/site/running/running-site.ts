import type { Failure } from '../../failure.ts';
import type { ProbeApp, ProbeIds, ProbeOperation, StoreMode } from '../../probe/messages.ts';
import type { Session } from '../../sessions/session.ts';
import type { AppFacts } from '../site.ts';

/** A site with its processes running, and the way into its store. */
export interface RunningSite {
  /** The address of one of its processes, counted from 1. */
  urlOf(instance: number): string;
  readonly urls: string[];
  /** The class of the app's store, where a probe saw it. */
  readonly storeName: string | undefined;
  /** What the store holds, when nothing is under way in it any more; null where nobody can see it. */
  readStore(): Promise<Session[] | null>;
  /** Waits until what the app has asked of its store so far is told, or so many milliseconds. */
  settle(within: number): Promise<void>;
  /** What the app asked of its store since the last call; undefined where no probe tells. */
  takeOperations(): ProbeOperation[] | undefined;
  /** The end of what its processes have printed since the last call. */
  takePrinted(): string;
  /** What the probes tell of the app; undefined where there is none in it. */
  readonly facts: AppFacts | undefined;
  /**
   * What its processes tell of the app; nothing where no probe is in them.
   *
   * @param mounts where routers may be mounted
   * @param within how long to wait for them, in milliseconds
   */
  askForApp(mounts: readonly string[], within: number): Promise<ProbeApp[]>;
  /** How far the clock of its processes was moved ahead of ours, in seconds. */
  readonly ahead: number;
  /**
   * Moves the clock of all processes ahead; also of those that are started from now on.
   *
   * @returns whether it was moved: not where a process has no probe
   */
  moveClock(seconds: number): Promise<boolean>;
  /**
   * Says how the session stores of all processes answer from now on.
   *
   * @param seconds after that they work again
   * @returns whether they do: not where nobody can watch them
   */
  setStore(mode: StoreMode, seconds?: number): Promise<boolean>;
  /** Figures of session ids, made for nobody by each generator that makes such; nothing where there is none. */
  makeIds(count: number): Promise<ProbeIds[]>;
  /** What went wrong, if one of its processes ends by itself, or has. Waits a moment for that. */
  failure(): Promise<Failure | undefined>;
  /**
   * Starts one more process beside those that run.
   *
   * @throws Failure `app-failed` where it does not start there, or `interrupted`; the others run on
   */
  startBeside(): Promise<void>;
  /** Ends all processes, and starts so many anew; as many as there were, unless given. */
  restart(instances?: number): Promise<void>;
  stop(): Promise<void>;
}
