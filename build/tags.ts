import type { ESTree } from 'rolldown/utils';
import { fits } from './comment.ts';

/** The start and the end of a part of a source. */
export type Span = Pick<ESTree.Span, 'start' | 'end'>;

/** Returns the text of a part in one line, in the syntax of JSDoc. */
export type TextOf = (span: Span) => string;

type AnyFunction = ESTree.Function | ESTree.ArrowFunctionExpression;
type Member = ESTree.TSPropertySignature | ESTree.TSMethodSignature;

/** JSDoc uses commas where TypeScript uses semicolons or new lines. A type in one line starts with no `|`. */
export function typeText(types: string): string {
  return types
    .replace(/\s+/g, ' ')
    .replace(/^\| /, '')
    .replaceAll(';', ',')
    .replace(/\( /g, '(')
    .replace(/,? \)/g, ')')
    .replace(/,? \}/g, ' }');
}

/** The tags for the types of a function: `@template`, `@param`, `@returns`. */
export function functionTags(node: AnyFunction, textOf: TextOf): string[] {
  const templates = node.typeParameters?.params ?? [];
  const returned = node.returnType?.typeAnnotation;
  return [
    ...templates.map((type) => `@template ${textOf(type)}`),
    ...node.params.map((param) => paramTag(param, textOf)),
    ...(returned && returned.type !== 'TSVoidKeyword' ? [`@returns {${textOf(returned)}}`] : []),
  ];
}

/** The type of a constant or a field: the annotation, or else the type that its value shows. */
export function valueTags(
  annotation: ESTree.TSTypeAnnotation | null | undefined,
  value: ESTree.Node | null,
  textOf: TextOf,
): string[] {
  if (annotation) return [`@type {${textOf(annotation.typeAnnotation)}}`];
  if (value?.type === 'NewExpression' && value.typeArguments) {
    return [`@type {${textOf({ start: value.callee.start, end: value.typeArguments.end })}}`];
  }
  const isFunction =
    value?.type === 'ArrowFunctionExpression' || value?.type === 'FunctionExpression';
  return isFunction ? functionTags(value, textOf) : [];
}

/** A member of an interface, with its comment, line by line; `isLoose` puts that on separate lines. */
export function propertyTags(
  member: ESTree.TSSignature,
  words: readonly string[],
  isLoose: boolean,
  textOf: TextOf,
): string[] {
  if (member.type !== 'TSPropertySignature' && member.type !== 'TSMethodSignature') {
    throw new Error(`JSDoc has no tag for "${textOf(member)}" in an interface`);
  }
  const name = textOf(member.key);
  const tag = `@property {${memberType(member, textOf)}} ${member.optional ? `[${name}]` : name}`;
  const inOneLine = `${tag} ${words[0]}`;
  if (words.length === 1 && !isLoose && fits(` * ${inOneLine}`)) return [inOneLine];
  return [tag, ...words.map((line) => `  ${line}`)];
}

/**
 * Combines the tags from types with those in the source, line by line. The source's text about a parameter or a return
 * value comes after the type, in a line of its own if the line would be too long.
 *
 * @throws Error if there is no such parameter, or nothing is returned
 */
export function mergeTags(typed: readonly string[], written: readonly string[]): string[] {
  const merged = [...typed];
  const others: string[] = [];
  for (const line of written) {
    const [, subject, words] = /^(@param \w+|@returns) (.*)$/.exec(line) ?? [];
    if (subject === undefined) {
      others.push(line.replace(/^@throws (\w+)/, '@throws {$1}'));
      continue;
    }
    const place = merged.findIndex((tag) => isAbout(tag, subject));
    const tag = merged[place];
    if (tag === undefined) throw new Error(`The types say nothing of "${subject}"`);
    const inOneLine = `${tag} ${words}`;
    merged.splice(place, 1, ...(fits(` * ${inOneLine}`) ? [inOneLine] : [tag, `  ${words}`]));
  }
  return [...merged, ...others];
}

/** @param subject `@returns`, or `@param` and a name */
function isAbout(tag: string, subject: string): boolean {
  const [kind, name] = subject.split(' ');
  if (!tag.startsWith(`${kind} {`)) return false;
  return name === undefined || tag.endsWith(` ${name}`) || tag.endsWith(` [${name}]`);
}

function memberType(member: Member, textOf: TextOf): string {
  if (member.type === 'TSPropertySignature' && member.typeAnnotation) {
    return textOf(member.typeAnnotation.typeAnnotation);
  }
  if (member.type === 'TSMethodSignature' && member.returnType) {
    // The question mark of an optional member is not part of its type.
    const start = member.key.end + (member.optional ? 1 : 0);
    const parameters = textOf({ start, end: member.returnType.start });
    return `${parameters} => ${textOf(member.returnType.typeAnnotation)}`;
  }
  throw new Error(`"${textOf(member)}" needs a type`);
}

function paramTag(param: ESTree.ParamPattern, textOf: TextOf): string {
  const hasDefault = param.type === 'AssignmentPattern';
  const pattern = hasDefault ? param.left : param;
  const annotation = 'typeAnnotation' in pattern && pattern.typeAnnotation?.typeAnnotation;
  if (!annotation) throw new Error(`The parameter "${textOf(param)}" needs a type`);
  const type = textOf(annotation);
  switch (pattern.type) {
    case 'Identifier':
      return `@param {${type}} ${hasDefault || pattern.optional ? `[${pattern.name}]` : pattern.name}`;
    case 'RestElement':
      return `@param {...${type.replace(/\[\]$/, '')}} ${textOf(pattern.argument)}`;
    case 'ObjectPattern':
      return `@param {${type}} ${hasDefault ? `[${nameFor(type)}]` : nameFor(type)}`;
    default:
      throw new Error(`The parameter "${textOf(param)}" needs a name`);
  }
}

/** A destructured parameter has no name, so it gets that of its type. */
function nameFor(type: string): string {
  if (!/^[A-Z]\w*$/.test(type)) throw new Error(`The parameter of type "${type}" needs a name`);
  return type.charAt(0).toLowerCase() + type.slice(1);
}
