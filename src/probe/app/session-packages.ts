/** Packages that keep sessions in another way than express-session. */
const SESSION_PACKAGES = [
  'cookie-session',
  'client-sessions',
  '@fastify/session',
  '@fastify/secure-session',
  'fastify-session',
  'koa-session',
  'koa-generic-session',
  'iron-session',
];

/** Which of them this process has loaded. */
export function loadedPackages(): string[] {
  const files = Object.keys(require.cache).map((file) => file.replaceAll('\\', '/'));
  return SESSION_PACKAGES.filter((name) =>
    files.some((file) => file.includes(`/node_modules/${name}/`)),
  );
}
