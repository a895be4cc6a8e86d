import { sessionJson } from '../../events/session.ts';
import { withoutOwnId } from '../../masking/own-id.ts';
import type { Session } from '../../sessions/session.ts';
import type { Lines } from '../../terminal/lines.ts';
import { layOut, type Table } from '../../terminal/session-table.ts';
import type { Screen } from '../screen.ts';

/** The options for how sessions are printed. */
export interface ResultFlags {
  json?: true;
  ndjson?: true;
  reveal?: true;
}

/** Prints sessions. */
export interface Results {
  add(sessions: readonly Session[]): Promise<void>;
  /** Call this after the last one. */
  end(): Promise<void>;
  /** Call this instead after a failure: it closes what was begun. */
  breakOff(): Promise<void>;
}

/** A table, one array or lines of JSON, by the options. */
export function resultsFor(flags: ResultFlags, screen: Screen): Results {
  const reveal = flags.reveal ?? false;
  const results = resultsOf(flags, reveal, screen);
  if (reveal) return results;
  return { ...results, add: (sessions) => results.add(sessions.map(withoutOwnId)) };
}

function resultsOf(flags: ResultFlags, reveal: boolean, screen: Screen): Results {
  const write = async (lines: Lines) => {
    screen.progress(undefined);
    await screen.stream(lines);
  };
  if (flags.ndjson)
    return linesTo(write, (session) => JSON.stringify(sessionJson(session, reveal)));
  if (flags.json) return arrayTo(write, (session) => JSON.stringify(sessionJson(session, reveal)));
  return tableTo(write, reveal, screen);
}

type Write = (lines: Lines) => Promise<void>;

function linesTo(write: Write, toText: (session: Session) => string): Results {
  return {
    add: async (sessions) => {
      if (sessions.length > 0) await write(sessions.map(toText));
    },
    end: async () => {},
    breakOff: async () => {},
  };
}

function arrayTo(write: Write, toText: (session: Session) => string): Results {
  // Only the next session shows whether a comma is needed.
  let last: string | undefined;
  return {
    add: async (sessions) => {
      const texts = sessions.map(toText);
      const newest = texts.pop();
      if (newest === undefined) return;
      const begin = last === undefined ? '[' : `${last},`;
      last = newest;
      await write([begin, ...texts.map((text) => `${text},`)]);
    },
    end: async () => write(last === undefined ? '[]' : [last, ']']),
    breakOff: async () => {
      if (last !== undefined) await write([last, ']']);
    },
  };
}

/** The first rows decide the widths of the columns. */
function tableTo(write: Write, reveal: boolean, screen: Screen): Results {
  let table: Table | undefined;
  return {
    add: async (sessions) => {
      if (sessions.length === 0) return;
      const begun = table !== undefined;
      table ??= layOut(sessions, {
        reveal,
        paint: screen.dataPaint,
        width: screen.terminal?.columns,
      });
      await write([...(begun ? [] : [table.header]), ...sessions.map(table.line)]);
    },
    end: async () => {},
    breakOff: async () => {},
  };
}
