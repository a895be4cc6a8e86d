import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { KEPT_CERTIFICATES } from './certificates.ts';

// Two test files may watch one app at the same time: each worker has a folder of its own for its sockets.
const folder = join(inject('shared'), `runtime-${process.env.VITEST_POOL_ID}`);
mkdirSync(folder, { recursive: true, mode: 0o700 });
process.env.XDG_RUNTIME_DIR = folder;

// Each start of node reads these certificates, which takes longer than all else that it does then. Only what fetches
// packages needs them: certificates.ts gives them back.
process.env[KEPT_CERTIFICATES] = inject('certificates');
delete process.env.NODE_EXTRA_CA_CERTS;
