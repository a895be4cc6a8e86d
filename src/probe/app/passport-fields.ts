import { attempt } from '../attempt.ts';

/** Where passport is, in whatever folder. */
const PASSPORT = /\/node_modules\/passport\/lib\/index\.js$/;
const AUTHENTICATES = /\bauthenticate\s*\(/;

/**
 * The fields that a function asks for which leaves the sign-in to passport: as passport-local was told to call them. Nothing
 * where it does not, or where passport has no such strategy.
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

/** What passport-local notes, https://github.com/jaredhanson/passport-local/blob/master/lib/strategy.js. */
function fieldsOf(strategy: unknown): string[] {
  const { _usernameField: user, _passwordField: password } = Object(strategy);
  return typeof user === 'string' && typeof password === 'string' ? [user, password] : [];
}
