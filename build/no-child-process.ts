import type { Plugin } from 'rolldown';

const NOTHING = '\0nothing';

/**
 * Removes the code of commander that starts processes: it runs commands that are separate programs, which we do not
 * have, and loading it takes 5 ms.
 */
export const noChildProcess: Plugin = {
  name: 'no-child-process',
  resolveId(source, importer) {
    const forCommander = importer && /[\\/]commander[\\/]/.test(importer);
    return source === 'node:child_process' && forCommander ? NOTHING : null;
  },
  load: (id) => (id === NOTHING ? 'module.exports = {};' : null),
};
