import { AppProcess } from '../app-process.ts';
import { interrupted } from '../interrupted.ts';
import type { StartedSite } from '../site.ts';

/** The compilers of this run: whoever starts a site again, or once more beside itself, waits for the same one. */
const begun = new WeakMap<readonly string[], Promise<void>>();

/**
 * Compiles a site's code, if it has to be: once for all of its starts.
 *
 * @param timeout how long that may take, in milliseconds
 * @throws Failure `app-failed` with what the compiler printed; `interrupted`
 */
export async function compileOnce(
  site: StartedSite,
  timeout: number,
  signal: AbortSignal,
): Promise<void> {
  const { compiler } = site;
  if (!compiler) return;
  const compiling = begun.get(compiler) ?? compile({ ...site, command: compiler }, timeout, signal);
  begun.set(compiler, compiling);
  await compiling;
}

async function compile(site: StartedSite, timeout: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw interrupted();
  const compiler = new AppProcess(site, site.env);
  const late = AbortSignal.timeout(timeout);
  const either = AbortSignal.any([signal, late]);
  const stop = () => compiler.stop();
  either.addEventListener('abort', stop, { once: true });
  await compiler.ended;
  either.removeEventListener('abort', stop);
  await stop();
  if (signal.aborted) throw interrupted();
  if (compiler.exitCode === 0) return;
  throw compiler.failure('was not compiled', late.aborted ? { waited: timeout } : {});
}
