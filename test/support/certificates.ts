/** Where the setup of tests keeps what it takes from all that they start. */
export const KEPT_CERTIFICATES = 'CERTIFICATES_OF_INSTALLS';

/** The environment in which Node trusts whom this machine does: behind a proxy that ends TLS, a registry can only be reached in it. */
export function certificates(): Record<string, string> {
  const file = process.env[KEPT_CERTIFICATES] || process.env.NODE_EXTRA_CA_CERTS;
  return file ? { NODE_EXTRA_CA_CERTS: file } : {};
}
