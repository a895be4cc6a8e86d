import { isLetIn, type Observed } from '../../checks/observed.ts';

/** So much of a page's text is read, in characters. */
const MOST_READ = 100_000;
/** So many other pages are read. */
const MOST_OTHERS = 50;
/** A page that says less of its own cannot be told from another. */
const FEWEST_WORDS = 3;

type Words = ReadonlySet<string>;

/** The words that only one of the two has. */
interface OwnWords {
  ofStrangers: Words;
  ofMembers: Words;
}

/** The protected page by its words, as strangers and as members were shown it: with status 200, some apps tell strangers to sign in. */
export class ProtectedPage {
  readonly #path: string | undefined;
  readonly #elsewhere: string[] = [];
  #toStrangers: Words | undefined;
  #toMembers: Words | undefined;
  #own: OwnWords | undefined;

  /** @param address of the page; undefined where none is known */
  constructor(address: string | undefined) {
    this.#path = address?.replace(/[?#].*$/, '');
  }

  /** Whether strangers were shown something there, and nobody who is signed in was. */
  get isUndecided(): boolean {
    return this.#toStrangers !== undefined && this.#toMembers === undefined;
  }

  /** Whether it is at an address that strangers are kept out of, as its words tell. */
  isToldApart(path: string): boolean {
    return this.#own !== undefined && path === this.#path;
  }

  /** Takes down what somebody was shown. */
  note(seen: Observed, who: 'stranger' | 'member' | 'somebody'): void {
    if (this.#path === undefined || this.#toMembers || seen.request.method !== 'GET') return;
    if (!isLetIn(seen)) return;
    if (seen.request.path !== this.#path) {
      if (this.#elsewhere.length < MOST_OTHERS) this.#elsewhere.push(textOf(seen));
    } else if (who === 'stranger') this.#toStrangers ??= wordsOf(textOf(seen));
    else if (who === 'member' && this.#toStrangers) {
      this.#toMembers = wordsOf(textOf(seen));
      this.#own = this.#tellApart(this.#toStrangers, this.#toMembers);
    }
  }

  /** Whether an answer from there is what strangers are shown, and has next to nothing of what members are. */
  isForStrangers({ request, response }: Observed): boolean {
    if (!this.#own || request.method !== 'GET' || request.path !== this.#path) return false;
    if (!response || response.status >= 300) return false;
    const words = wordsOf(response.page.text);
    const { ofStrangers, ofMembers } = this.#own;
    return shareOf(ofStrangers, words) >= 1 / 2 && shareOf(ofMembers, words) < 1 / 4;
  }

  /** Undefined where what strangers were shown may be the page itself. */
  #tellApart(toStrangers: Words, toMembers: Words): OwnWords | undefined {
    const others = new Set(this.#elsewhere.flatMap((text) => [...wordsOf(text)]));
    const ofMembers = without(toMembers, others);
    const ofStrangers = without(toStrangers, toMembers);
    const isTold = ofMembers.size >= FEWEST_WORDS && ofStrangers.size > 0;
    return isTold && shareOf(ofMembers, toStrangers) < 1 / 4
      ? { ofStrangers, ofMembers }
      : undefined;
  }
}

function textOf({ response }: Observed): string {
  return response?.page.text ?? '';
}

function wordsOf(text: string): Words {
  return new Set(
    text
      .slice(0, MOST_READ)
      .toLowerCase()
      .match(/[\p{L}\p{N}_]{2,}/gu),
  );
}

function without(words: Words, others: Words): Words {
  return new Set([...words].filter((word) => !others.has(word)));
}

/** How much of some words is among others, from 0 to 1. */
function shareOf(words: Words, others: Words): number {
  return [...words].filter((word) => others.has(word)).length / words.size;
}
