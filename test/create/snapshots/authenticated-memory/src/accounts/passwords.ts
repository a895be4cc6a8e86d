import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What a guess costs: memory grows with N = 2^ln and r, time with p as well. */
interface Cost {
  ln: number;
  r: number;
  p: number;
}

/**
 * OWASP's parameters for 16 MiB of memory a hash. They stand in each hash, so they can be raised here: older hashes
 * still count, and each is made anew when its owner signs in.
 */
export const COST: Cost = { ln: 14, r: 8, p: 5 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;

const HASH = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,3}),p=(\d{1,3})\$([\w-]{22})\$([\w-]{43})$/;

/** A text from which nobody gets the password back, and with which it can be checked. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return format(COST, salt, await derive(password, salt, COST));
}

/** Whether `text` is what `hashPassword` makes. */
export function isPasswordHash(text: unknown): text is string {
  return typeof text === 'string' && HASH.test(text);
}

/** Whether a hash costs what one that is made now would. */
export function isUpToDate(passwordHash: string): boolean {
  const { ln, r, p } = partsOf(passwordHash).cost;
  return ln === COST.ln && r === COST.r && p === COST.p;
}

/** Whether the password is the one that was hashed. */
export async function passwordMatches(password: string, passwordHash: string): Promise<boolean> {
  const { cost, salt, key } = partsOf(passwordHash);
  // A comparison that stops at the first difference would tell how far a guess was right.
  return timingSafeEqual(await derive(password, salt, cost), key);
}

function partsOf(passwordHash: string): { cost: Cost; salt: Buffer; key: Buffer } {
  const [, ln, r, p, salt = '', key = ''] = HASH.exec(passwordHash) ?? [];
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  };
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
