// The page shows all moments of a run one below another. With this it shows one at a time, and walks through them.

interface Moment {
  /** Its step in the diagram, which is a link to the account. */
  row: HTMLAnchorElement;
  account: HTMLElement;
}

const KEYS: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index) => index + 1,
  ArrowRight: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  ArrowLeft: (index) => index - 1,
  Home: () => 0,
  End: (_, last) => last,
};

// A run may have thousands of steps: nothing below looks through the page, or through all moments, for one of them.
const rows = new Map(all<HTMLAnchorElement>('.row').map((row) => [row.hash, row]));
const moments = all<HTMLElement>('.moment').flatMap((account): Moment[] => {
  const row = rows.get(`#${account.id}`);
  return row ? [{ row, account }] : [];
});
const indexes = new Map(moments.map(({ row }, index) => [row.hash, index]));
const walk = document.querySelector<HTMLElement>('.walk');
const slider = document.querySelector<HTMLInputElement>('.walk input');
const where = document.querySelector<HTMLElement>('.walk .where');
const held = document.querySelector<HTMLElement>('.walk .held');
let shown = 0;

if (moments.length > 0) begin();

function begin(): void {
  document.documentElement.classList.add('scripted');
  for (const list of all('.rows')) {
    list.role = 'tablist';
    list.ariaOrientation = 'vertical';
    list.ariaLabel = list.closest('section')?.querySelector('h2')?.textContent ?? 'The end';
    for (const entry of list.children) entry.role = 'none';
  }
  for (const { row, account } of moments) {
    row.role = 'tab';
    row.setAttribute('aria-controls', account.id);
    account.role = 'tabpanel';
    select({ row, account }, false);
  }
  // Their contents may be longer than they are, and nothing in them need take the focus.
  for (const pane of all('.moment > *')) pane.tabIndex = 0;
  if (walk) walk.hidden = false;

  document.addEventListener('click', followLink);
  document.addEventListener('keydown', pressKey);
  slider?.addEventListener('input', () => go(slider.valueAsNumber - 1));
  document.querySelector('.previous')?.addEventListener('click', () => go(shown - 1));
  document.querySelector('.next')?.addEventListener('click', () => go(shown + 1));
  addEventListener('hashchange', () => show(indexOf(location.hash)));
  const named = indexOf(location.hash);
  show(Math.max(0, named));
}

/** Shows a moment, and names it in the page's address. */
function go(index: number): void {
  show(index);
  const moment = moments[index];
  if (moment) history.replaceState(null, '', moment.row.hash);
}

/** Shows one moment and hides the others; one that there is none of changes nothing. */
function show(index: number): void {
  const moment = moments[index];
  if (!moment) return;
  const before = moments[shown];
  if (before) select(before, false);
  select(moment, true);
  shown = index;
  reveal(moment.row);
  tellWhere(moment.account, moment.row.querySelector('.title')?.textContent ?? '');
}

function select({ row, account }: Moment, selected: boolean): void {
  row.ariaSelected = String(selected);
  row.tabIndex = selected ? 0 : -1;
  account.hidden = !selected;
}

/** Scrolls the diagram until a step is in sight, and nothing but the diagram. */
function reveal(row: HTMLElement): void {
  const pane = row.closest('.sequences');
  const head = row.closest('.passage')?.querySelector<HTMLElement>('.passage-head');
  if (!pane) return;
  const [inner, outer] = [row.getBoundingClientRect(), pane.getBoundingClientRect()];
  const above = inner.top - outer.top - (head?.offsetHeight ?? 0);
  const below = inner.bottom - outer.bottom;
  if (above < 0) pane.scrollTop += above;
  else if (below > 0) pane.scrollTop += Math.min(above, below);
}

function tellWhere({ dataset }: HTMLElement, title: string): void {
  const words = dataset.moment ?? '';
  if (where) where.textContent = words;
  if (held) held.textContent = dataset.store ?? '';
  if (!slider) return;
  slider.valueAsNumber = shown + 1;
  slider.ariaValueText = `${words}: ${title}`;
}

/** Follows a link that leads to a moment. */
function followLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const index = link ? indexOf(link.hash) : -1;
  const moment = moments[index];
  // With a key held, a link opens elsewhere.
  if (!moment || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(index);
  moment.row.focus({ preventScroll: true });
  // On a narrow page the account may be far below.
  if (moment.account.getBoundingClientRect().top > innerHeight / 2) moment.account.scrollIntoView();
}

function pressKey(event: KeyboardEvent): void {
  const move = KEYS[event.key];
  const focused = document.activeElement;
  const onRow = focused instanceof HTMLAnchorElement && rows.get(focused.hash) === focused;
  // Before anything was clicked, or reached by the Tab key, the keys have nothing else to move.
  const isUntouched = focused === null || focused === document.body;
  if (!move || !(onRow || isUntouched) || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  go(move(shown, moments.length - 1));
  moments[shown]?.row.focus({ preventScroll: true });
}

function indexOf(hash: string): number {
  return indexes.get(hash) ?? -1;
}

function all<T extends HTMLElement = HTMLElement>(selector: string): T[] {
  return [...document.querySelectorAll<T>(selector)];
}
