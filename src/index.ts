export { Failure, type FailureCode } from './failure.ts';
export type * from './harness/events.ts';
export type { Flow } from './harness/flow.ts';
export type * from './harness/load-events.ts';
export { type CreatedSite, type CreateOptions, create } from './scaffold/create.ts';
export type { Language, Mode, PackageManager, SiteOptions, Store } from './scaffold/options.ts';
export { type PlannedFile, plan } from './scaffold/plan.ts';
export { type LoadOptions, load, type SimulateOptions, simulate } from './simulate.ts';
