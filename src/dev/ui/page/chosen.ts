import type { LiveEntry } from '../shapes.ts';
import { element } from './dom.ts';

/** Which requests are chosen for a flow: by their checkboxes, or all while recording. */
export class Chosen {
  readonly #numbers = new Set<number>();
  readonly #boxes = new Map<number, HTMLInputElement>();
  readonly #tell: () => void;
  #last = 0;
  isRecording = false;

  /** @param tell called when their number changes */
  constructor(tell: () => void) {
    this.#tell = tell;
  }

  get numbers(): number[] {
    return [...this.#numbers].sort((one, other) => one - other);
  }

  /** A request has come, now or while the page was not connected. */
  met(entry: LiveEntry): void {
    if (entry.number <= this.#last) return;
    this.#last = entry.number;
    if (!this.isRecording || entry.type !== 'request' || entry.isStatic) return;
    this.#numbers.add(entry.number);
    this.#tell();
  }

  /** The checkbox of a request. */
  box(number: number, what: string, isStatic: boolean): HTMLInputElement {
    const box = element('input', { type: 'checkbox', checked: this.#numbers.has(number) });
    box.ariaLabel = `choose ${what}`;
    box.title = 'choose it for a flow';
    if (isStatic) box.disabled = true;
    box.addEventListener('change', () => {
      if (box.checked) this.#numbers.add(number);
      else this.#numbers.delete(number);
      this.#tell();
    });
    this.#boxes.set(number, box);
    return box;
  }

  /** Its checkbox is no longer shown. */
  forget(number: number): void {
    this.#boxes.delete(number);
  }

  clear(): void {
    this.#numbers.clear();
    for (const box of this.#boxes.values()) box.checked = false;
    this.#tell();
  }
}
