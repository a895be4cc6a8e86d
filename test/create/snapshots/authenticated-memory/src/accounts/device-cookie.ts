import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Settings } from '../settings.ts';
import { SITE_NAME } from '../site.ts';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** Whom a browser is known for. Who has no account has no mark, and no browser is known for them: see `accountMark`. */
export interface Owner {
  name: string;
  mark: string | undefined;
}

/**
 * Knows the browsers in which somebody has signed in before, so that strangers who guess at a password cannot keep out
 * whose password it is. It lets nobody in. A browser is known for a year, or until the password is changed.
 */
export class DeviceCookie {
  readonly #name: string;
  readonly #secure: boolean;
  readonly #secrets: string[];

  constructor({ production, sessionSecrets }: Settings) {
    this.#name = `${production ? '__Host-' : ''}${SITE_NAME}-device`;
    this.#secure = production;
    this.#secrets = sessionSecrets;
  }

  /** Which of their browsers sent this request. It takes as long for a name without an account. */
  find(req: Request, owner: Owner): string | undefined {
    for (const value of cookiesNamed(this.#name, req)) {
      const [nonce = '', signature = ''] = value.split('.');
      const isOurs = (secret: string) => same(signature, sign(nonce, owner, secret));
      if (this.#secrets.some(isOurs)) return nonce;
    }
    return undefined;
  }

  /** Makes the browser that gets this answer one of theirs. */
  set(res: Response, owner: Owner): void {
    if (owner.mark === undefined) return;
    const nonce = randomBytes(16).toString('base64url');
    const [secret = ''] = this.#secrets;
    res.cookie(this.#name, `${nonce}.${sign(nonce, owner, secret)}`, {
      maxAge: YEAR_MS,
      httpOnly: true,
      sameSite: 'lax',
      secure: this.#secure,
    });
  }
}

/** The first word keeps these signatures apart from those of session cookies, which are made with the same secret. */
function sign(nonce: string, { name, mark }: Owner, secret: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['device', nonce, name, mark]))
    .digest('base64url');
}

function same(text: string, otherText: string): boolean {
  const [one, other] = [Buffer.from(text), Buffer.from(otherText)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** There may be several: another host of the same domain can add one of its own. */
function cookiesNamed(name: string, req: Request): string[] {
  return (req.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}
