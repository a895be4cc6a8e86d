import { shellPath } from '../../create/names.ts';
import { Failure } from '../../failure.ts';
import { callsOf, constructions, namesForPackage } from '../../project/source/calls.ts';
import type { SourceFile } from '../../project/source/files.ts';
import { type Value, valueIn } from '../../project/source/values.ts';

/** An app's source, its folder and its environment. */
export interface SourceEvidence {
  files: readonly SourceFile[];
  /** The app's folder, as a person named it. */
  folder: string;
  /** The same, as an absolute path. */
  directory: string;
  env: NodeJS.ProcessEnv;
}

/** The arguments of one call, and the file that it is in. */
export interface Call {
  path: string;
  values: Value[];
}

/** The calls that make stores of a package. */
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

/** All calls of a function. */
export function callsIn(name: string, { files, directory, env }: SourceEvidence): Call[] {
  return files.flatMap((file) =>
    callsOf(file, name).map((args) => ({
      path: file.path,
      values: args.map((arg) => valueIn(arg, { file, directory, env })),
    })),
  );
}

/** A property of an object; unknown if the value is not an object that can be read. */
export function propertyOf(value: Value | undefined, name: string): Value {
  if (value === undefined || value.kind === 'absent') return { kind: 'absent' };
  return value.kind === 'object'
    ? (value.properties.get(name) ?? { kind: 'absent' })
    : { kind: 'unknown' };
}

/**
 * A property's text; undefined if it is not set.
 *
 * @param what it is, for the error message, and the flag to use instead
 * @throws Failure `usage` if only the app itself can know it
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

/** The error if only the app itself can know something. */
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

/** The one value that several places agree on; undefined if there is none, or if they differ. */
export function onlyOne<Item>(items: readonly Item[]): Item | undefined {
  const different = new Map(items.map((item) => [JSON.stringify(item), item]));
  const [first, ...others] = different.values();
  return others.length === 0 ? first : undefined;
}
