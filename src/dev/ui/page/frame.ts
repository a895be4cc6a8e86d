import { append, button, element } from './dom.ts';

/** The parts of the page that others fill. */
export interface Frame {
  name: HTMLElement;
  link: HTMLAnchorElement;
  app: HTMLElement;
  sorry: HTMLElement;
  record: HTMLButtonElement;
  clear: HTMLButtonElement;
  save: HTMLButtonElement;
  rows: HTMLOListElement;
  sessions: HTMLUListElement;
  count: HTMLElement;
  life: HTMLElement;
  dialog: HTMLDialogElement;
}

/** What the buttons do. */
interface Presses {
  record(): void;
  clear(): void;
  save(): void;
  showFiles(isShown: boolean): void;
}

/** Makes the page, as yet empty. */
export function frame(presses: Presses): Frame {
  const parts: Frame = {
    name: element('span', { className: 'name' }),
    link: element('a', { target: '_blank', rel: 'noreferrer noopener', hidden: true }),
    app: element('span', { className: 'verdict', role: 'status' }, 'starting'),
    sorry: element('p', { className: 'sorry', role: 'alert', hidden: true }),
    record: button('record', 'Record', presses.record),
    clear: button('', 'Choose none', presses.clear),
    save: button('primary', 'Save as flow', presses.save),
    rows: element('ol', { className: 'rows' }),
    sessions: element('ul', { className: 'sessions', hidden: true }),
    count: element('span', { className: 'count' }, '0 sessions'),
    life: element('section', { className: 'life', hidden: true }),
    dialog: element('dialog', {}),
  };
  parts.record.ariaPressed = 'false';
  parts.record.title = 'choose each request from now on';
  parts.life.setAttribute('aria-labelledby', 'life-title');
  parts.dialog.setAttribute('aria-labelledby', 'save-title');
  append(document.body, [
    element(
      'header',
      { className: 'bar' },
      element('h1', {}, parts.name, ' ', parts.app),
      parts.link,
      element('p', { className: 'buttons' }, parts.record, parts.save, parts.clear),
      filesBox(presses.showFiles),
    ),
    parts.sorry,
    element(
      'main',
      {},
      tailSection(parts.rows),
      element('div', { className: 'side' }, parts.life, storeSection(parts)),
    ),
    parts.dialog,
    element('p', { id: 'said', className: 'spoken', role: 'status' }),
  ]);
  return parts;
}

function tailSection(rows: HTMLOListElement): HTMLElement {
  const section = element(
    'section',
    { className: 'tail' },
    element('h2', { id: 'tail-title', className: 'spoken' }, 'Requests'),
    element(
      'div',
      { className: 'heads', ariaHidden: 'true' },
      element('span', { className: 'of-browser' }, 'Browser'),
      element('span', { className: 'of-app' }, 'App'),
      element('span', { className: 'of-store' }, 'Store'),
    ),
    element(
      'div',
      { className: 'pane', tabIndex: 0, role: 'group', ariaLabel: 'the requests' },
      rows,
    ),
  );
  section.setAttribute('aria-labelledby', 'tail-title');
  return section;
}

function storeSection({ sessions, count }: Frame): HTMLElement {
  const section = element(
    'section',
    { id: 'store' },
    element('h2', { id: 'store-title', tabIndex: -1 }, 'The store ', count),
    element(
      'p',
      { className: 'quiet' },
      'Sessions that were met since session-app dev began. Choose one to see its life.',
    ),
    sessions,
  );
  section.setAttribute('aria-labelledby', 'store-title');
  return section;
}

function filesBox(show: (isShown: boolean) => void): HTMLElement {
  const box = element('input', { type: 'checkbox' });
  box.addEventListener('change', () => show(box.checked));
  return element('label', { className: 'files' }, box, ' style sheets and images too');
}
