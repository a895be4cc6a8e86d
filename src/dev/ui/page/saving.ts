import { previewOf, Refusal, save } from './connection.ts';
import { button, element, say } from './dom.ts';

const PAUSE_MS = 200;

/** Asks for a name, shows what the flow will say, and saves it. */
export class Saving {
  readonly #dialog: HTMLDialogElement;
  readonly #name = element('input', {
    id: 'flow-name',
    value: 'clicked',
    autocomplete: 'off',
    spellcheck: false,
    maxLength: 60,
    required: true,
  });
  readonly #text = element('pre', { tabIndex: 0, ariaLabel: 'the flow' });
  readonly #notes = element('ul', { className: 'notes' });
  readonly #told = element('p', { className: 'told', role: 'status' });
  readonly #save = button('primary', 'Save', () => void this.#write());
  readonly #download = button('', 'Download', () => this.#giveFile());
  #numbers: number[] = [];
  #replaces: string | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(dialog: HTMLDialogElement) {
    this.#dialog = dialog;
    this.#name.addEventListener('input', () => {
      this.#mayReplace(undefined);
      clearTimeout(this.#pause);
      this.#pause = setTimeout(() => void this.#preview(), PAUSE_MS);
    });
    const form = element(
      'form',
      {},
      element('h2', { id: 'save-title' }, 'Save as flow'),
      element(
        'p',
        {},
        'A flow does the same again, and expects what was seen. It names who signs in $user, and holds no password and no session id.',
      ),
      element('label', { htmlFor: 'flow-name' }, 'Name'),
      this.#name,
      this.#notes,
      this.#text,
      this.#told,
      element(
        'p',
        { className: 'buttons' },
        this.#save,
        this.#download,
        button('', 'Close', () => dialog.close()),
      ),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#write();
    });
    dialog.append(form);
  }

  open(numbers: number[]): void {
    this.#numbers = numbers;
    this.#told.textContent = '';
    this.#mayReplace(undefined);
    this.#dialog.showModal();
    this.#name.select();
    void this.#preview();
  }

  async #preview(): Promise<void> {
    const name = this.#name.value;
    try {
      const { text, notes } = await previewOf(this.#numbers, name);
      if (name !== this.#name.value) return;
      this.#text.textContent = text ?? 'Nothing is left that a flow can say.';
      this.#notes.replaceChildren(...notes.map((note) => element('li', {}, note)));
      this.#allow(text !== null);
      this.#told.textContent = '';
    } catch (error) {
      this.#tell(error);
    }
  }

  async #write(): Promise<void> {
    const name = this.#name.value;
    try {
      const { path, command, isThere } = await save(this.#numbers, name, this.#replaces === name);
      if (isThere) {
        this.#told.textContent = `${path} is there already. Press Replace to write over it, or take another name.`;
        this.#mayReplace(name);
        return;
      }
      this.#mayReplace(undefined);
      this.#told.textContent = `Wrote ${path}. To run it, in the app’s folder: ${command}`;
      say(`Wrote ${path}`);
    } catch (error) {
      this.#tell(error);
    }
  }

  #mayReplace(name: string | undefined): void {
    this.#replaces = name;
    this.#save.textContent = name === undefined ? 'Save' : 'Replace';
  }

  #allow(isAllowed: boolean): void {
    this.#save.disabled = !isAllowed;
    this.#download.disabled = !isAllowed;
  }

  #tell(error: unknown): void {
    this.#allow(error instanceof Refusal && error.status !== 422);
    this.#told.textContent =
      error instanceof Refusal ? error.message : 'session-app dev does not answer any more.';
  }

  #giveFile(): void {
    const file = new Blob([this.#text.textContent ?? ''], { type: 'application/json' });
    const link = element('a', { href: URL.createObjectURL(file) });
    link.download = `${this.#name.value}.json`;
    link.click();
    // No event says when the browser has read it, and it must not be revoked before.
    setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
  }
}
