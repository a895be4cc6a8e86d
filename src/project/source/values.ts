import { dirname, join, resolve } from 'node:path';
import type { SourceFile } from './files.ts';
import { expressionAt, insideBrackets, splitBy } from './pieces.ts';

/** The value of an expression in an app's source, as far as it is known without running it. */
export type Value =
  | { kind: 'text'; text: string }
  /** Not set, such as a variable of the environment. */
  | { kind: 'absent' }
  | { kind: 'object'; properties: ReadonlyMap<string, Value> }
  /** Known only when the app runs. */
  | { kind: 'unknown' };

/** The place of an expression. */
export interface Scope {
  file: SourceFile;
  /** The app's folder. */
  directory: string;
  env: NodeJS.ProcessEnv;
}

const UNKNOWN: Value = { kind: 'unknown' };
const ABSENT: Value = { kind: 'absent' };
/** A constant may refer to another one; this limit ends circles. */
const DEEPEST = 12;

/**
 * Evaluates an expression: strings, numbers, `process.env.NAME`, `a || b`, `a ?? b`, `a + b`, template strings, joined
 * paths, objects of these, and constants of the same file.
 */
export function valueIn(expression: string, scope: Scope, depth = 0): Value {
  const code = bare(expression);
  if (depth > DEEPEST || code === '') return UNKNOWN;
  const inner = (part: string) => valueIn(part, scope, depth + 1);
  for (const operator of ['||', '??']) {
    const parts = splitBy(code, operator);
    if (parts.length > 1) return firstOf(parts.map(inner), operator === '||');
  }
  const terms = splitBy(code, '+');
  if (terms.length > 1) return joined(terms.map(inner), '');
  const [, quote, body] = /^(["'])((?:[^\\]|\\.)*)\1$/s.exec(code) ?? [];
  if (quote && body !== undefined) return text(unescaped(body));
  if (/^`[^`]*`$/s.test(code)) return template(code.slice(1, -1), inner);
  if (/^-?[\d_.]+$/.test(code)) return text(code.replaceAll('_', ''));
  if (/^(undefined|null)$/.test(code)) return ABSENT;
  const [, , name, bracketed] = /^process\.env(\.(\w+)|\[["'](\w+)["']\])$/.exec(code) ?? [];
  const variable = name ?? bracketed;
  if (variable !== undefined) {
    const set = scope.env[variable];
    return set === undefined ? ABSENT : text(set);
  }
  if (code.startsWith('{') && code.endsWith('}')) return object(code, inner);
  return path(code, scope, inner) ?? named(code, scope, inner);
}

/** An expression without the brackets around it, and without type assertions. */
function bare(expression: string): string {
  const code = expression
    .trim()
    .replace(/\s+(as|satisfies)\s+[\w.<>[\]| ]+$/, '')
    .replace(/!$/, '');
  const isInBrackets = code.startsWith('(') && insideBrackets(code, 0).length === code.length - 2;
  return isInBrackets ? bare(code.slice(1, -1)) : code;
}

function text(value: string): Value {
  return { kind: 'text', text: value };
}

function firstOf(values: readonly Value[], skipsEmpty: boolean): Value {
  const counts = (value: Value) =>
    value.kind !== 'absent' && !(skipsEmpty && value.kind === 'text' && value.text === '');
  return values.find(counts) ?? ABSENT;
}

function joined(values: readonly Value[], between: string): Value {
  const texts = values.map((value) => (value.kind === 'text' ? value.text : undefined));
  return texts.includes(undefined) ? UNKNOWN : text(texts.join(between));
}

function template(body: string, inner: (part: string) => Value): Value {
  const parts = body.split(/\$\{([^}]*)\}/);
  return joined(
    parts.map((part, index) => (index % 2 === 0 ? text(unescaped(part)) : inner(part))),
    '',
  );
}

function unescaped(body: string): string {
  return body.replace(
    /\\(.)/gs,
    (_, character: string) => ({ n: '\n', t: '\t' })[character] ?? character,
  );
}

function object(code: string, inner: (part: string) => Value): Value {
  const properties = new Map<string, Value>();
  for (const part of splitBy(insideBrackets(code, 0), ',')) {
    if (part === '') continue;
    // A spread object may have any property.
    if (part.startsWith('...')) return UNKNOWN;
    const [, name = '', rest] = /^["']?([\w$]+)["']?\s*(?::([\s\S]*))?$/.exec(part) ?? [];
    properties.set(name, inner(rest ?? name));
  }
  return { kind: 'object', properties };
}

const HERE = /^(__dirname|import\.meta\.dirname)$/;

/** The path that `join`, `resolve` or the like makes. */
function path(
  code: string,
  { file, directory }: Scope,
  inner: (part: string) => Value,
): Value | undefined {
  if (HERE.test(code)) return text(dirname(resolve(directory, file.path)));
  if (code === 'process.cwd()') return text(resolve(directory));
  const [call] = /^(?:path\.)?(join|resolve)\(/.exec(code) ?? [];
  if (call === undefined || !code.endsWith(')')) return undefined;
  const parts = splitBy(insideBrackets(code, call.length - 1), ',').map(inner);
  const texts = parts.flatMap((part) => (part.kind === 'text' ? part.text : []));
  if (texts.length < parts.length) return UNKNOWN;
  return text(call.includes('join') ? join(...texts) : resolve(directory, ...texts));
}

/** The value of a variable of the same file, or of one of its properties. */
function named(code: string, { file }: Scope, inner: (part: string) => Value): Value {
  const [, name, property] = /^([A-Za-z_$][\w$]*)(?:\.([\w$]+))?$/.exec(code) ?? [];
  if (name === undefined) return UNKNOWN;
  const escaped = name.replaceAll('$', '\\$');
  const found = [
    ...file.text.matchAll(new RegExp(`\\b(const|let|var)\\s+${escaped}\\s*(?::[^=]+)?=(?!=)`, 'g')),
  ];
  const [declared, ...others] = found;
  // If it is assigned again, its value is unknown.
  const isSetAgain = new RegExp(`(?<![\\w$.])${escaped}\\s*=(?![=>])`, 'g');
  const times = [...file.text.matchAll(isSetAgain)].length;
  if (!declared || others.length > 0 || (declared[1] !== 'const' && times > 1)) return UNKNOWN;
  const value = inner(expressionAt(file.text, declared.index + declared[0].length));
  if (property === undefined) return value;
  return value.kind === 'object' ? (value.properties.get(property) ?? ABSENT) : UNKNOWN;
}
