import { shellPath } from '../../create/names.ts';
import { Failure } from '../../failure.ts';
import { callsOf, constructions, namesForPackage } from '../../project/source/calls.ts';
import type { SourceFile } from '../../project/source/files.ts';
import { type Value, valueIn } from '../../project/source/values.ts';

/** What an app's source says, and where. */
export interface SourceEvidence {
  files: readonly SourceFile[];
  /** The app's folder, as a person named it. */
  folder: string;
  /** The same, whole. */
  directory: string;
  env: NodeJS.ProcessEnv;
}

/** The arguments of one call, with the file that it stands in. */
export interface Call {
  path: string;
  values: Value[];
}

/** How the store of a package is made. */
export function storesMadeBy(
  packageName: string,
  { files, directory, env }: SourceEvidence,
): Call[] {
  return files
    .filter(({ text }) => text.includes(packageName))
    .flatMap((file) =>
      constructions(file, namesForPackage(file, packageName), packageName).map((args) => ({
        path: file.path,
        values: args.map((arg) => valueIn(arg, { file, directory, env })),
      })),
    );
}

/** How a function is called anywhere. */
export function callsIn(name: string, { files, directory, env }: SourceEvidence): Call[] {
  return files.flatMap((file) =>
    callsOf(file, name).map((args) => ({
      path: file.path,
      values: args.map((arg) => valueIn(arg, { file, directory, env })),
    })),
  );
}

/** A property of an object; of what is no object that can be read, unknown. */
export function propertyOf(value: Value | undefined, name: string): Value {
  if (value === undefined || value.kind === 'absent') return { kind: 'absent' };
  return value.kind === 'object'
    ? (value.properties.get(name) ?? { kind: 'absent' })
    : { kind: 'unknown' };
}

/**
 * A property's text; undefined where it is not set.
 *
 * @param what it says, and the flag that says it otherwise
 * @throws Failure `usage` where only the app itself can tell
 */
export function textIn(
  call: Call,
  name: string,
  what: string,
  flag: string,
  evidence: SourceEvidence,
): string | undefined {
  const value = propertyOf(call.values[0], name);
  if (value.kind === 'text') return value.text;
  if (value.kind === 'absent') return undefined;
  throw untold(call.path, what, flag, evidence);
}

/** What a person is told where only the app itself can tell. */
export function untold(
  path: string,
  what: string,
  flag: string,
  { folder }: SourceEvidence,
): Failure {
  return new Failure('usage', [
    `${path} says ${what} in a way that cannot be read from outside. Say it with ${flag}, or run the app, which knows it:`,
    `  session-app dev${folder === '.' ? '' : ` ${shellPath(folder)}`}`,
  ]);
}

/** The one thing that several places say; undefined where there is none, or where they differ. */
export function onlyOne<Item>(items: readonly Item[]): Item | undefined {
  const different = new Map(items.map((item) => [JSON.stringify(item), item]));
  const [first, ...others] = different.values();
  return others.length === 0 ? first : undefined;
}
