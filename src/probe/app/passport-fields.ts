import { attempt } from '../attempt.ts';

/** Where passport is, in whatever folder. */
const PASSPORT = /\/node_modules\/passport\/lib\/index\.js$/;
const AUTHENTICATES = /\bauthenticate\s*\(/;

/**
 * If a function leaves the sign-in to passport: the names of the fields, as passport-local was configured. Empty if it
 * does not, or if passport has no such strategy.
 */
export function passportFields(source: string): string[] {
  if (!AUTHENTICATES.test(source)) return [];
  return (
    attempt(() =>
      strategies()
        .map(fieldsOf)
        .find((fields) => fields.length > 0),
    ) ?? []
  );
}

function strategies(): unknown[] {
  return Object.entries(require.cache)
    .filter(([file]) => PASSPORT.test(file.replaceAll('\\', '/')))
    .flatMap(([, module]) => Object.values(Object(Object(module?.exports)._strategies)));
}

/** What passport-local stores, https://github.com/jaredhanson/passport-local/blob/master/lib/strategy.js. */
function fieldsOf(strategy: unknown): string[] {
  const { _usernameField: user, _passwordField: password } = Object(strategy);
  return typeof user === 'string' && typeof password === 'string' ? [user, password] : [];
}
