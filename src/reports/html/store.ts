import type { RunSession, StoreChange, StoreOperation, StoreView } from '../../events/store.ts';
import { duration, bytes as size } from '../../quantities.ts';
import { type Content, type Markup, markup } from '../markup.ts';
import { storeOperation } from '../phrases.ts';
import { block, code, shown, terms, time } from './parts.ts';

/** The store at one moment: its operations, what they changed, and what it holds. */
export function storeAfter(heading: string, view: StoreView | null): Markup {
  if (!view) return group(heading, [NOBODY_SEES_IT]);
  return group(heading, [
    view.operations?.length ? operations(view.operations) : null,
    view.changes.length > 0
      ? markup`<ul class="changes">
${view.changes.map(change)}
</ul>`
      : markup`<p class="quiet unchanged">Nothing changed.</p>`,
    sessionList(view.sessions, new Set(view.changes.map(({ session }) => session))),
  ]);
}

/** What the store holds at the end of a run. */
export function storeAtTheEnd(sessions: RunSession[] | null): Markup {
  return group('The store at the end', [
    sessions ? sessionList(sessions, new Set()) : NOBODY_SEES_IT,
  ]);
}

const NOBODY_SEES_IT = markup`<p class="quiet">Nobody can see this store from outside.</p>`;

function group(heading: string, content: Content[]): Markup {
  return markup`<div class="store-view" role="group" aria-label="${heading}">
<h3>${heading}</h3>
${content}
</div>`;
}

function operations(asked: StoreOperation[]): Markup {
  return markup`<ol class="operations">
${asked.map(
  (operation) =>
    markup`<li class="${operation.error ? 'failed' : ''}">${code(storeOperation(operation))} <span class="quiet">${duration(operation.took)}</span></li>`,
)}
</ol>`;
}

function change({ session, action, keys }: StoreChange): Markup {
  return markup`<li><span class="alias">${session}</span> <strong>${action}</strong>
${keys.map(
  ({ key, before, after }) =>
    markup`<span class="key">${code(key)} ${before === undefined ? null : markup`<del>${shown(before)}</del>`} ${after === undefined ? markup`<span class="quiet">gone</span>` : markup`<ins>${shown(after)}</ins>`}</span>`,
)}</li>`;
}

function sessionList(sessions: RunSession[], changed: ReadonlySet<string>): Markup {
  if (sessions.length === 0) return markup`<p class="empty">The store is empty.</p>`;
  return markup`<ul class="sessions">
${sessions.map((session) => sessionCard(session, changed.has(session.session)))}
</ul>`;
}

function sessionCard(
  { session, id, sessionId, state, user, data, expires, size: bytes }: RunSession,
  changed: boolean,
): Markup {
  return markup`<li class="session ${state} ${changed ? 'changed' : ''}">
<p><span class="alias">${session}</span> <strong>${user ?? 'nobody signed in'}</strong> <span class="state">${state}</span></p>
${block(shown(data, 2))}
${terms('facts', [
  sessionId === undefined ? ['Masked id', code(id)] : ['Session id', code(sessionId)],
  ['Expires', expires && time(expires)],
  ['Size', size(bytes)],
])}
</li>`;
}
