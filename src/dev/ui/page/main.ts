// The page of `session-app dev --ui`: what happens in an app, live.
import type { LiveApp, LiveMessage } from '../shapes.ts';
import { Chosen } from './chosen.ts';
import { type ConnectionState, enter, listen, Refusal } from './connection.ts';
import { say } from './dom.ts';
import { frame } from './frame.ts';
import { LifePanel } from './life.ts';
import { Saving } from './saving.ts';
import { SessionList } from './session-list.ts';
import { Tail } from './tail.ts';

const chosen = new Chosen(() => tellChosen());
const parts = frame({
  record: () => record(!chosen.isRecording),
  clear: () => chosen.clear(),
  save: () => saving.open(chosen.numbers),
  showFiles: (isShown) => document.body.classList.toggle('with-files', isShown),
});
const saving = new Saving(parts.dialog);
const life = new LifePanel(parts.life);
const tail = new Tail(parts.rows, chosen, (session) => void life.open(session));
const sessions = new SessionList(parts.sessions, parts.count, (session) => void life.open(session));
// If the same tab opens a newer link, only the part after `#` changes, and browsers do not reload.
addEventListener('hashchange', () => location.reload());
tellChosen();
void begin();

async function begin(): Promise<void> {
  try {
    await enter();
  } catch (error) {
    // A tab that already has a key needs no link.
    if (sessionStorage.length === 0) {
      tellState({ is: 'refused', why: error instanceof Refusal ? error.message : String(error) });
      return;
    }
  }
  await listen(take, tellState);
}

function take(message: LiveMessage): void {
  if (message.type === 'end') return;
  tellApp(message.app);
  if (message.type === 'all') {
    for (const entry of message.entries) chosen.met(entry);
    tail.showAll(message.entries);
    sessions.showAll(message.sessions);
    return;
  }
  chosen.met(message.entry);
  tail.add(message.entry);
  sessions.show(message.sessions);
  life.changed(message.sessions);
}

function record(isOn: boolean): void {
  if (isOn) chosen.clear();
  chosen.isRecording = isOn;
  parts.record.textContent = isOn ? 'Stop recording' : 'Record';
  parts.record.ariaPressed = String(isOn);
  document.body.classList.toggle('recording', isOn);
  say(isOn ? 'Recording: each request from now on is chosen' : 'Recording stopped');
  if (!isOn && chosen.numbers.length > 0) parts.save.focus();
}

function tellChosen(): void {
  const count = chosen.numbers.length;
  parts.save.textContent = count === 0 ? 'Save as flow' : `Save as flow (${count})`;
  parts.save.disabled = count === 0;
  parts.clear.disabled = count === 0;
}

function tellApp({ name, url, runs }: LiveApp): void {
  document.title = `${name} · session-app dev`;
  parts.name.textContent = name;
  parts.link.textContent = url ?? '';
  parts.link.hidden = url === null;
  // The address comes from the app, so only a plain http(s) address becomes a link.
  if (url !== null && /^https?:\/\/[\w.[\]:-]+$/.test(url)) parts.link.href = url;
  parts.app.textContent = runs ? 'running' : url === null ? 'starting' : 'stopped';
  parts.app.className = runs ? 'verdict passed' : 'verdict';
}

function tellState(state: ConnectionState): void {
  parts.sorry.hidden = state.is === 'open';
  if (state.is === 'lost' || state.is === 'over') {
    parts.sorry.textContent =
      state.is === 'lost'
        ? 'session-app dev does not answer. This page tries again.'
        : 'session-app dev has ended. What it told is still here.';
    parts.app.textContent = 'out of reach';
    parts.app.className = 'verdict';
  } else if (state.is === 'refused') parts.sorry.textContent = state.why;
}
