import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readRegularFile } from '../../regular-file.ts';

/** A file of an app's source. */
export interface SourceFile {
  /** Relative to the app's folder. */
  path: string;
  /** Without its comments. */
  text: string;
}

const CODE = /\.[cm]?[jt]sx?$/;
/** Folders without source of the app, or with files that were built from it. */
const OTHERS =
  /^(node_modules|bower_components|dist|build|out|coverage|public|static|tests?|__tests__|spec|vendor)$/;
const MOST_FILES = 2_000;
const LONGEST_TEXT = 512 * 1024;
const DEEPEST = 8;

/** The source files of an app that match a pattern; unreadable ones are left out. */
export function sourceFiles(directory: string, words: RegExp): SourceFile[] {
  const files: SourceFile[] = [];
  let room = MOST_FILES;
  const look = (folder: string, depth: number) => {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        const isOther = entry.name.startsWith('.') || OTHERS.test(entry.name);
        if (!isOther && depth < DEEPEST) look(path, depth + 1);
      } else if (entry.isFile() && CODE.test(entry.name) && room > 0) {
        room -= 1;
        const text = textOf(path);
        if (text.length <= LONGEST_TEXT && words.test(text)) {
          files.push({ path: relative(directory, path), text: withoutComments(text) });
        }
      }
    }
  };
  look(directory, 0);
  return files;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readRegularFile(path);
  } catch {
    return '';
  }
}

/** String literals are matched too, as they may contain what looks like a comment. */
const TEXT_OR_COMMENT =
  /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

function withoutComments(text: string): string {
  return text.replace(TEXT_OR_COMMENT, (_, literal: string | undefined) => literal ?? ' ');
}
