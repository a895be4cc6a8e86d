const SMALLEST = 1_024;

/**
 * Remembers which sessions were seen, by the first 64 bits of their digests: a million take 16 to 32 MB, and only one
 * in ten million stores of that size has two that are confused.
 */
export class DigestSet {
  /** Two words for each place; two zeros mean that it is free. */
  #places = new Uint32Array(2 * SMALLEST);
  /** How many were seen. */
  size = 0;

  has(digest: string): boolean {
    return find(this.#places, highOf(digest), lowOf(digest)) < 0;
  }

  /** Adds a session. False if it was there already. */
  add(digest: string): boolean {
    const [high, low] = [highOf(digest), lowOf(digest)];
    const place = find(this.#places, high, low);
    if (place < 0) return false;
    this.#places[place] = high;
    this.#places[place + 1] = low;
    this.size += 1;
    if (this.size * 3 > this.#places.length) this.#grow();
    return true;
  }

  #grow(): void {
    const larger = new Uint32Array(2 * this.#places.length);
    for (let place = 0; place < this.#places.length; place += 2) {
      const [high = 0, low = 0] = [this.#places[place], this.#places[place + 1]];
      if (low === 0) continue;
      const free = find(larger, high, low);
      larger[free] = high;
      larger[free + 1] = low;
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

/** The place for a session; -1 if it is there already. */
function find(places: Uint32Array, high: number, low: number): number {
  for (let place = (2 * low) % places.length; ; place = (place + 2) % places.length) {
    if (places[place + 1] === 0) return place;
    if (places[place] === high && places[place + 1] === low) return -1;
  }
}
