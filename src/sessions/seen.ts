const SMALLEST = 1_024;

/**
 * Remembers which sessions were met, by the first 64 bits of their digests: a million take 16 to 32 MB, and two that
 * are taken for one are a matter of one in ten million stores of that size.
 */
export class Seen {
  /** Two words a place; two zeros are a free one. */
  #places = new Uint32Array(2 * SMALLEST);
  #size = 0;

  has(digest: string): boolean {
    return find(this.#places, highOf(digest), lowOf(digest)).there;
  }

  /** Adds a session. False where it was there already. */
  add(digest: string): boolean {
    if (!put(this.#places, highOf(digest), lowOf(digest))) return false;
    this.#size += 1;
    if (this.#size * 3 > this.#places.length) this.#grow();
    return true;
  }

  #grow(): void {
    const larger = new Uint32Array(2 * this.#places.length);
    for (let place = 0; place < this.#places.length; place += 2) {
      const low = this.#places[place + 1] ?? 0;
      if (low !== 0) put(larger, this.#places[place] ?? 0, low);
    }
    this.#places = larger;
  }
}

function highOf(digest: string): number {
  return Number.parseInt(digest.slice(0, 8), 16);
}

function lowOf(digest: string): number {
  return Number.parseInt(digest.slice(8, 16), 16) || 1;
}

function put(places: Uint32Array, high: number, low: number): boolean {
  const { place, there } = find(places, high, low);
  if (there) return false;
  places[place] = high;
  places[place + 1] = low;
  return true;
}

/** Where a session is, or would be. */
function find(places: Uint32Array, high: number, low: number): { place: number; there: boolean } {
  for (let place = 2 * low; ; place += 2) {
    place %= places.length;
    if (places[place + 1] === 0) return { place, there: false };
    if (places[place] === high && places[place + 1] === low) return { place, there: true };
  }
}
