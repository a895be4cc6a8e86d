import { AppProcess } from '../app-process.ts';
import { interrupted } from '../interrupted.ts';
import type { StartedSite } from '../site.ts';

/** The compilers of this run: whoever starts a site again, or once more beside itself, waits for the same one. */
const begun = new WeakMap<readonly string[], Promise<void>>();

/**
 * Compiles a site's code, if it has to be: once for all of its starts.
 *
 * @throws Failure `app-failed` with what the compiler printed; `interrupted`
 */
export async function compileOnce(site: StartedSite, signal: AbortSignal): Promise<void> {
  const { compiler } = site;
  if (!compiler) return;
  const compiling = begun.get(compiler) ?? compile({ ...site, command: compiler }, signal);
  begun.set(compiler, compiling);
  await compiling;
}

async function compile(site: StartedSite, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw interrupted();
  const compiler = new AppProcess(site, site.env);
  const stop = () => compiler.stop();
  signal.addEventListener('abort', stop, { once: true });
  await compiler.ended;
  signal.removeEventListener('abort', stop);
  await stop();
  if (signal.aborted) throw interrupted();
  if (compiler.exitCode !== 0) throw compiler.failure('was not compiled');
}
