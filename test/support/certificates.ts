import { inject } from 'vitest';

/** The environment in which Node trusts whom this machine does: behind a proxy that ends TLS, a registry can only be reached in it. */
export const CERTIFICATES: Readonly<Record<string, string>> = inject('certificates')
  ? { NODE_EXTRA_CA_CERTS: inject('certificates') }
  : {};
