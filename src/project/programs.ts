import { delimiter, dirname, join, resolve } from 'node:path';

/**
 * An environment in which a line for the shell finds the programs of an app's packages, as in the scripts of its
 * package.json: `nest start`, `tsx server.ts`.
 */
export function withPrograms(directory: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Windows has it as `Path`, and a copy of the environment tells the two apart.
  const name = Object.keys(env).find((one) => one.toUpperCase() === 'PATH') ?? 'PATH';
  const given = env[name];
  const path = [...programFolders(resolve(directory)), ...(given ? [given] : [])];
  return { ...env, [name]: path.join(delimiter) };
}

/** The nearest comes first. Those that are not there are passed over by the shell. */
function programFolders(directory: string): string[] {
  const above = dirname(directory);
  const own = join(directory, 'node_modules', '.bin');
  return above === directory ? [own] : [own, ...programFolders(above)];
}
