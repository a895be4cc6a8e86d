import { hash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What a guess costs: memory grows with N = 2^ln and r, time with p as well. */
interface Cost {
  ln: number;
  r: number;
  p: number;
}

/**
 * OWASP's parameters for 16 MiB of memory a hash. They stand in each hash, so they can be raised here: older
 * hashes still count, until their passwords are set anew.
 */
const COST: Cost = { ln: 14, r: 8, p: 5 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;

const HASH = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([\w-]{22})\$([\w-]{43})$/;

/** Stands in where a name is unknown, so that this takes as long as a wrong password does. */
const NOBODYS_HASH = format(COST, randomBytes(SALT_BYTES), randomBytes(KEY_BYTES));

/** A text from which nobody gets the password back, and with which it can be checked. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return format(COST, salt, await derive(password, salt, COST));
}

/** Whether `text` is what `hashPassword` makes. */
export function isPasswordHash(text: unknown): text is string {
  return typeof text === 'string' && HASH.test(text);
}

/** Whether the password is the one that was hashed. Without a hash the answer is no, after the same work. */
export async function passwordMatches(
  password: string,
  passwordHash: string | undefined,
): Promise<boolean> {
  const [, ln, r, p, salt = '', key = ''] = HASH.exec(passwordHash ?? NOBODYS_HASH) ?? [];
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, 'base64url'), cost);
  // A comparison that stops at the first difference would tell how far a guess was right.
  return timingSafeEqual(derived, Buffer.from(key, 'base64url')) && passwordHash !== undefined;
}

/** A short text that changes with the password. A session can keep it, as it says nothing about the hash. */
export function fingerprint(passwordHash: string): string {
  return hash('sha256', passwordHash, 'base64url').slice(0, 22);
}

function format({ ln, r, p }: Cost, salt: Buffer, key: Buffer): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** What is hashed of a password. Keyboards write one letter in different ways: this way "é" is "é" wherever it is typed. */
export function asHashed(password: string): string {
  return password.normalize('NFKC');
}

function derive(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** ln;
  return new Promise((resolve, reject) => {
    // It takes a fifth of a second, which other visitors do not notice: another thread does the work.
    scrypt(asHashed(password), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
