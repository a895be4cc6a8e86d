import { sessionJson } from '../../events/session.ts';
import type { Session } from '../../sessions/session.ts';
import { layOut, type Table } from '../../terminal/session-table.ts';
import type { Screen } from '../screen.ts';

/** How sessions are printed. */
export interface ResultFlags {
  json?: true;
  ndjson?: true;
  reveal?: true;
}

/** Where sessions are printed to. */
export interface Results {
  add(records: readonly Session[]): Promise<void>;
  /** Nothing is added afterwards. */
  end(): Promise<void>;
  /** The same, where something failed: what was begun is closed. */
  breakOff(): Promise<void>;
}

/** A table, one array or lines of JSON: what the flags say. */
export function resultsFor(flags: ResultFlags, screen: Screen): Results {
  const reveal = flags.reveal ?? false;
  const write = async (text: string) => {
    screen.progress(undefined);
    await screen.stream(text);
  };
  if (flags.ndjson) return linesTo(write, (record) => json(record, reveal, screen));
  if (flags.json) return arrayTo(write, (record) => json(record, reveal, screen));
  return tableTo(write, reveal, screen);
}

type Write = (text: string) => Promise<void>;

function linesTo(write: Write, toText: (record: Session) => string): Results {
  return {
    add: async (records) => {
      if (records.length > 0) await write(`${records.map(toText).join('\n')}\n`);
    },
    end: async () => {},
    breakOff: async () => {},
  };
}

function arrayTo(write: Write, toText: (record: Session) => string): Results {
  let begun = false;
  return {
    add: async (records) => {
      if (records.length === 0) return;
      await write(`${begun ? ',\n' : '[\n'}${records.map(toText).join(',\n')}`);
      begun = true;
    },
    end: async () => write(begun ? '\n]\n' : '[]\n'),
    breakOff: async () => {
      if (begun) await write('\n]\n');
    },
  };
}

/** The columns are as wide as the first rows need. */
function tableTo(write: Write, reveal: boolean, screen: Screen): Results {
  let table: Table | undefined;
  return {
    add: async (records) => {
      if (records.length === 0) return;
      const begun = table !== undefined;
      table ??= layOut(records, {
        reveal,
        paint: screen.dataPaint,
        width: screen.terminal?.columns,
      });
      const lines = [...(begun ? [] : [table.header]), ...records.map(table.line)];
      await write(`${lines.join('\n')}\n`);
    },
    end: async () => {},
    breakOff: async () => {},
  };
}

function json(record: Session, reveal: boolean, screen: Screen): string {
  const text = JSON.stringify(sessionJson(record, reveal));
  return screen.terminal ? escapeControls(text) : text;
}

/** What a terminal could take for a command, and JSON lets stand as it is. */
function escapeControls(text: string): string {
  return text.replace(
    /[\x7f-\x9f\p{Cf}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
