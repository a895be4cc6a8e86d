import { errorCode, Failure } from '../../failure.ts';
import { Silence } from './patience.ts';
import type { SqlPlace } from './place.ts';

/** Error messages for the codes of drivers; `name` is the database, `words` the server's own message. */
const SAID: ReadonlyArray<
  readonly [codes: readonly string[], text: (place: SqlPlace, words: string) => string]
> = [
  [
    ['ECONNREFUSED', 'ENOENT'],
    ({ name, setting }) =>
      `No database server listens at ${name}. Start it, or correct ${setting}.`,
  ],
  [
    ['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'],
    ({ name, setting }, words) =>
      `The database server of ${name} cannot be reached (${words}). Correct ${setting}.`,
  ],
  [
    ['28P01', '28000', 'ER_ACCESS_DENIED_ERROR', 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR'],
    ({ name, setting }) =>
      `${name} refused the user name or the password. Correct them in ${setting}.`,
  ],
  [
    ['3D000', 'ER_BAD_DB_ERROR', 'ER_NO_DB_ERROR'],
    ({ name, setting }) => `There is no such database at ${name}. Correct ${setting}.`,
  ],
  [
    [
      '42501',
      'ER_TABLEACCESS_DENIED_ERROR',
      'ER_COLUMNACCESS_DENIED_ERROR',
      'ER_DBACCESS_DENIED_ERROR',
    ],
    ({ name, setting }) =>
      `The user of ${name} may not read the sessions. Name a user in ${setting} who may.`,
  ],
  [
    ['SQLITE_BUSY', 'SQLITE_LOCKED'],
    ({ name }) => `Another program has locked ${name}. Try again when it has finished.`,
  ],
  [['SQLITE_NOTADB'], ({ name }) => `${name} is not an SQLite database, or is encrypted.`],
  [['SQLITE_CORRUPT'], ({ name }) => `${name} is damaged: SQLite cannot read all of it.`],
  [
    ['SQLITE_READONLY', 'SQLITE_CANTOPEN'],
    ({ name }) =>
      `${name} cannot be read without a change: a program was stopped while it wrote there, or this user may not open it. Start the app once, and try again.`,
  ],
];

/** The message for an error of a driver. A Failure is returned unchanged. */
export function sqlFailure(error: unknown, place: SqlPlace): unknown {
  if (error instanceof Failure) return error;
  const code = errorCode(error) ?? '';
  const words = wordsOf(error, place);
  if (error instanceof Silence) {
    return failure(
      `The database server of ${place.name} gave ${words}. It may be stopped, or wait for a lock; try again.`,
      error,
    );
  }
  const [, text] =
    SAID.find(([codes]) => codes.some((one) => code === one || code.startsWith(`${one}_`))) ?? [];
  if (text) return failure(text(place, words), error);
  if (/password must be a string/.test(words)) {
    return failure(`${place.name} asks for a password. Put one into ${place.setting}.`, error);
  }
  return failure(`${place.name} cannot be read: ${words}`, error);
}

function failure(message: string, cause: unknown): Failure {
  return new Failure('store-unreadable', message, { cause });
}

/** The first line of a message, without a password. */
function wordsOf(error: unknown, { kind, address }: SqlPlace): string {
  const [line = ''] = String(error instanceof Error ? error.message : error).split('\n');
  if (kind === 'sqlite') return line;
  const { password } = new URL(address);
  const secrets = [address, password, decodeURIComponent(password)].filter(Boolean);
  return secrets.reduce((text, secret) => text.replaceAll(secret, '…'), line);
}
