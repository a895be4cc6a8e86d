import { withoutQuery } from '../../address.ts';
import { isLetIn, type Observed } from '../../checks/observed.ts';
import { asksForName } from '../../visitor/forms/sign-in-form.ts';
import { asksForPassword } from '../../visitor/page.ts';
import { shareOf, shares, type Words, without, wordsOf } from './page-words.ts';

/** How many other pages are compared. */
const MOST_OTHERS = 50;
/** A page with fewer words of its own cannot be distinguished, unless the two have no word in common. */
const FEWEST_WORDS = 3;

/** The words that tell the two versions of the page apart. */
interface OwnWords {
  ofStrangers: Words;
  ofMembers: Words;
  /** All words that strangers were shown. */
  toStrangers: Words;
}

/**
 * Compares the protected page as strangers and as members see it: some apps ask strangers to sign in with status 200.
 */
export class ProtectedPage {
  readonly #path: string | undefined;
  readonly #elsewhere: string[] = [];
  #toStrangers: Words | undefined;
  #toMembers: Words | undefined;
  #own: OwnWords | undefined;
  #leadsStrangersAway = false;

  /** @param address the page's address; undefined if none is known */
  constructor(address: string | undefined) {
    this.#path = address === undefined ? undefined : withoutQuery(address);
  }

  /** Whether strangers, but no members, have been shown something there so far. */
  get isUndecided(): boolean {
    return this.#toStrangers !== undefined && this.#toMembers === undefined;
  }

  /** Whether an address is that of the page, and its words show that strangers are kept out. */
  isToldApart(path: string): boolean {
    return this.#own !== undefined && path === this.#path;
  }

  /** Whether an address is that of the page, and its words do not show who is signed in. */
  isSameForAll(path: string): boolean {
    const [one, other] = [this.#toStrangers, this.#toMembers];
    if (!one || !other || path !== this.#path) return false;
    return without(one, other).size === 0 && without(other, one).size === 0;
  }

  /** Notes what somebody was shown. */
  note(seen: Observed, who: 'stranger' | 'member' | 'somebody'): void {
    if (this.#path === undefined || this.#toMembers || seen.request.method !== 'GET') return;
    if (seen.request.path !== this.#path) {
      // A page with a sign-in form has the same menu.
      const isPage = (seen.response?.status ?? 500) < 300;
      if (isPage && this.#elsewhere.length < MOST_OTHERS) this.#elsewhere.push(textOf(seen));
    } else if (who === 'stranger' && isLedAway(seen)) this.#leadsStrangersAway = true;
    else if (!isLetIn(seen)) return;
    else if (who === 'stranger') this.#toStrangers ??= wordsOf(textOf(seen));
    else if (who === 'member' && this.#toStrangers) {
      this.#toMembers = wordsOf(textOf(seen));
      this.#own = this.#tellApart(this.#toStrangers, this.#toMembers);
    }
  }

  /**
   * Whether this is a page that strangers did not get to see, and no form on it asks for a password together with a
   * name.
   */
  isItself({ request, response }: Observed): boolean {
    if (!this.#leadsStrangersAway || request.path !== this.#path) return false;
    if (request.method !== 'GET' || !response || response.status >= 300) return false;
    return response.page.forms.filter(asksForPassword).every(({ fields }) => !asksForName(fields));
  }

  /**
   * Whether a response is the page as strangers see it, with less than a quarter of the words that only members see.
   */
  isForStrangers({ request, response }: Observed): boolean {
    if (!this.#own || request.method !== 'GET' || request.path !== this.#path) return false;
    if (!response || response.status >= 300) return false;
    const words = wordsOf(response.page.text);
    const { ofStrangers, ofMembers, toStrangers } = this.#own;
    // If strangers see no words of their own, a page with more words is not theirs.
    const isTheirs =
      ofStrangers.size > 0
        ? shareOf(ofStrangers, words) >= 1 / 2
        : without(words, toStrangers).size === 0;
    return isTheirs && shareOf(ofMembers, words) < 1 / 4;
  }

  /** Undefined if what strangers were shown may be the page itself. */
  #tellApart(toStrangers: Words, toMembers: Words): OwnWords | undefined {
    const others = new Set(this.#elsewhere.flatMap((text) => [...wordsOf(text)]));
    const ofMembers = without(toMembers, others);
    const ofStrangers = without(toStrangers, toMembers);
    const isTold = ofMembers.size >= FEWEST_WORDS || !shares(toMembers, toStrangers);
    if (!isTold || ofMembers.size === 0 || shareOf(ofMembers, toStrangers) >= 1 / 4) {
      return undefined;
    }
    // If strangers see mostly the words that only this page has for members, they see the page itself, without the
    // members' menu.
    if (shareOf(without(toStrangers, others), ofMembers) >= 1 / 2) return undefined;
    return { ofStrangers, ofMembers, toStrangers };
  }
}

function isLedAway({ response }: Observed): boolean {
  return response !== undefined && (response.location !== undefined || response.status === 401);
}

function textOf({ response }: Observed): string {
  return response?.page.text ?? '';
}
