import type { Plugin } from 'rolldown';

const NOTHING = '\0nothing';

/**
 * Leaves out of commander what starts processes, which takes 5 ms to load: it would run commands that are files of
 * their own, and there are none.
 */
export const noChildProcess: Plugin = {
  name: 'no-child-process',
  resolveId(source, importer) {
    const forCommander = importer && /[\\/]commander[\\/]/.test(importer);
    return source === 'node:child_process' && forCommander ? NOTHING : null;
  },
  load: (id) => (id === NOTHING ? 'module.exports = {};' : null),
};
