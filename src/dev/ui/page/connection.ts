import type { Life, LiveMessage } from '../shapes.ts';

/** Where a page keeps its key during a reload. Each tab, and each port, has its own. */
const KEY = 'session-app-key';
const AGAIN_MS = 2_000;
/** A browser allows six connections to a host for all tabs, so a hidden tab closes its own after this time. */
const HIDDEN_MS = 20_000;

/** The state of the connection. */
export type ConnectionState =
  | { is: 'open' }
  | { is: 'lost' }
  | { is: 'over' }
  /** Only a new link helps. */
  | { is: 'refused'; why: string };

/** The server refused, and said why. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Exchanges the link's token for a key, if there is one, and removes it from the address. */
export async function enter(): Promise<void> {
  const token = location.hash.slice(1);
  if (token === '') return;
  history.replaceState(null, '', location.pathname);
  const answer = await post('/enter', { token });
  if (typeof answer.key === 'string') sessionStorage.setItem(KEY, answer.key);
}

/** Receives what happens, and reconnects as long as necessary. */
export async function listen(
  take: (message: LiveMessage) => void,
  tell: (state: ConnectionState) => void,
): Promise<void> {
  while (true) {
    await untilSeen();
    const hidden = whenHidden();
    try {
      const response = await ask('/events', {}, hidden.signal);
      tell({ is: 'open' });
      let isOver = false;
      await readLines(response, (line) => {
        const message: LiveMessage = JSON.parse(line);
        isOver ||= message.type === 'end';
        take(message);
      });
      if (isOver) return tell({ is: 'over' });
    } catch (error) {
      if (error instanceof Refusal && error.status !== 503) {
        tell({ is: 'refused', why: error.message });
        return;
      }
    } finally {
      hidden.end();
    }
    if (hidden.signal.aborted) continue;
    tell({ is: 'lost' });
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

export async function lifeOf(session: string): Promise<Life | null> {
  const { life } = await post<{ life: Life | null }>('/life', { session });
  return life;
}

export interface Preview {
  text: string | null;
  notes: string[];
}

export function previewOf(numbers: number[], name: string): Promise<Preview> {
  return post('/flow', { numbers, name });
}

export interface Saved {
  path: string;
  /** The command that runs the flow, in the app's folder; absent if the flow was not written. */
  command?: string;
  isThere?: true;
}

export function save(numbers: number[], name: string, replace: boolean): Promise<Saved> {
  return post('/save', { numbers, name, replace });
}

/** @throws Refusal */
async function post<Answer = Record<string, unknown>>(
  path: string,
  asked: object,
): Promise<Answer> {
  const response = await ask(path, asked);
  return response.json();
}

async function ask(path: string, asked: object, signal?: AbortSignal): Promise<Response> {
  const key = sessionStorage.getItem(KEY) ?? '';
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    body: JSON.stringify(asked),
    credentials: 'omit',
    signal: signal ?? null,
  });
  if (response.ok) return response;
  const { message } = await response.json();
  throw new Refusal(response.status, String(message));
}

async function readLines(response: Response, take: (line: string) => void): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  while (reader) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') take(line);
  }
}

async function untilSeen(): Promise<void> {
  while (document.hidden) {
    await new Promise((resolve) =>
      document.addEventListener('visibilitychange', resolve, { once: true }),
    );
  }
}

/** A signal that aborts when the page has been hidden for a while. */
function whenHidden(): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  let pause: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(pause);
    if (document.hidden) pause = setTimeout(() => controller.abort(), HIDDEN_MS);
  };
  document.addEventListener('visibilitychange', look);
  look();
  return {
    signal: controller.signal,
    end() {
      clearTimeout(pause);
      document.removeEventListener('visibilitychange', look);
    },
  };
}
