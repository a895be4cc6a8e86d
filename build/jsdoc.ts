import { type ESTree, type ParseResult, parseSync, Visitor } from 'rolldown/utils';
import { type DocComment, readComment, writeComment } from './comment.ts';
import { functionTags, mergeTags, propertyTags, type Span, typeText, valueTags } from './tags.ts';

/**
 * Turns types into JSDoc where that helps a reader: for documented code, constructors and fields. Interfaces and other
 * named types become typedefs, as JavaScript has no other form for them.
 *
 * @param source TypeScript
 * @returns TypeScript without named types and imports of types
 * @throws Error if something in the source cannot be expressed in JSDoc
 */
export function documentTypes(source: string): string {
  const { program, comments, errors } = parseSync('template.ts', source);
  if (errors[0]) throw new Error(errors[0].message);
  return new Documenter(source, comments).document(program);
}

/** A replacement for a part of the source. */
interface Edit extends Span {
  text: string;
}

class Documenter {
  readonly #source: string;
  /** By the position of the code that they belong to. */
  readonly #comments: Map<number, Span>;
  /** A comment stands before the word `export`. */
  readonly #exports = new Map<Span, Span>();
  readonly #typeImports: Array<{ names: string[]; from: string }> = [];
  readonly #aliases: ESTree.TSTypeAliasDeclaration[] = [];
  readonly #edits: Edit[] = [];

  constructor(source: string, comments: ParseResult['comments']) {
    this.#source = source;
    const docs = comments.filter(({ value }) => value.startsWith('*'));
    this.#comments = new Map(docs.map((doc) => [doc.end + blanksAt(source, doc.end), doc]));
  }

  document(program: ESTree.Program): string {
    new Visitor({
      ImportDeclaration: (node) => this.#import(node),
      ExportNamedDeclaration: (node) => {
        if (node.declaration) this.#exports.set(node.declaration, node);
      },
      TSModuleDeclaration: (node) => this.#replace(node, ''),
      TSInterfaceDeclaration: (node) => this.#interface(node),
      TSTypeAliasDeclaration: (node) => {
        this.#aliases.push(node);
      },
      ClassDeclaration: (node) => this.#class(node),
      FunctionDeclaration: (node) => {
        if (this.#isDocumented(node)) this.#addTags(node, functionTags(node, this.#textOf));
      },
      MethodDefinition: (node) => {
        if (node.kind === 'constructor' || this.#isDocumented(node)) {
          this.#addTags(node, functionTags(node.value, this.#textOf));
        }
      },
      PropertyDefinition: (node) => {
        if (node.value || this.#isDocumented(node)) {
          this.#addTags(node, valueTags(node.typeAnnotation, node.value, this.#textOf));
        }
      },
      Property: (node) => {
        if (this.#isDocumented(node))
          this.#addTags(node, valueTags(null, node.value, this.#textOf));
      },
      VariableDeclaration: (node) => {
        const [variable] = node.declarations;
        if (variable && this.#isDocumented(node)) {
          const { id, init } = variable;
          this.#addTags(node, valueTags(id.typeAnnotation, init, this.#textOf));
        }
      },
    }).visit(program);
    for (const alias of this.#aliases) this.#alias(alias);
    this.#importTypes(program);
    return this.#edited();
  }

  #import(node: ESTree.ImportDeclaration): void {
    const isType = (specifier: ESTree.ImportDeclarationSpecifier) =>
      node.importKind === 'type' ||
      (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type');
    const types = node.specifiers.filter(isType);
    if (types.length === 0) return;
    const from = node.source.value;
    this.#typeImports.push({ names: types.map(({ local }) => local.name), from });

    const values = node.specifiers.filter((specifier) => !isType(specifier));
    const isNamed = ({ type }: ESTree.ImportDeclarationSpecifier) => type === 'ImportSpecifier';
    const named = values.filter(isNamed).map(this.#textOf).join(', ');
    const others = values.filter((specifier) => !isNamed(specifier)).map(this.#textOf);
    const clause = [...others, named && `{ ${named} }`].filter(Boolean).join(', ');
    this.#replace(node, clause && `import ${clause} from '${from}';`);
  }

  /** One comment after the imports names the types that other comments need. */
  #importTypes(program: ESTree.Program): void {
    const tags = this.#typeImports.flatMap(({ names, from }) => {
      const needed = names.filter((name) => this.#isTold(name));
      return needed.length > 0 ? [`@import { ${needed.join(', ')} } from '${from}'`] : [];
    });
    const lastImport = program.body.filter(({ type }) => type === 'ImportDeclaration').at(-1);
    if (tags.length === 0 || !lastImport) return;
    const place = this.#nextLine(lastImport.end);
    const text = `\n${writeComment({ words: [], tags }, 0)}\n`;
    this.#edits.push({ start: place, end: place, text });
  }

  #interface(node: ESTree.TSInterfaceDeclaration): void {
    const name = node.id.name;
    // It is inside of a `declare module`, which is removed as a whole.
    if (this.#edits.some(({ start, end }) => start < node.start && node.end < end)) return;
    if (node.extends.length > 0 || node.typeParameters) {
      throw new Error(`${name} extends something, or has type parameters`);
    }
    const members = node.body.body;
    const gaps = members.map((member, index) => {
      const before = members[index - 1];
      return before !== undefined && this.#hasGap(before.end, this.#withComment(member).start);
    });
    const isLoose = gaps.includes(true);
    const properties = members.flatMap((member, index) => [
      ...(gaps[index] || (isLoose && index === 0) ? [''] : []),
      ...propertyTags(member, this.#comment(member).words, isLoose, this.#textOf),
    ]);
    this.#typedef(node, [`@typedef {object} ${name}`, ...properties]);
  }

  #alias(node: ESTree.TSTypeAliasDeclaration): void {
    const name = node.id.name;
    if (node.typeParameters) throw new Error(`${name} has type parameters`);
    const type = this.#textOf(node.typeAnnotation);
    if (this.#isNeeded(node, type)) this.#typedef(node, [`@typedef {${type}} ${name}`]);
    else this.#replace(node, '');
  }

  /** Only TypeScript needs a name for what a function returns, and for a type that no comment has. */
  #isNeeded(node: ESTree.TSTypeAliasDeclaration, type: string): boolean {
    const isForOtherFiles = this.#exports.has(node) && !type.includes('ReturnType<');
    const others = this.#aliases.filter((alias) => alias !== node).map(this.#textOf);
    return isForOtherFiles || this.#isTold(node.id.name) || mentions(others.join(), node.id.name);
  }

  /** Whether a tag of a comment has this type. */
  #isTold(type: string): boolean {
    const tags = this.#edits.flatMap(({ text }) => text.match(/@\w+ \{.+\}/g) ?? []);
    return mentions(tags.join('\n'), type);
  }

  #typedef(node: ESTree.Node, tags: string[]): void {
    this.#replace(node, writeComment({ words: this.#comment(node).words, tags }, 0));
  }

  #class(node: ESTree.Class): void {
    this.#addTags(
      node,
      node.implements?.map((type) => `@implements {${this.#textOf(type)}}`) ?? [],
    );
  }

  #addTags(node: Span, added: string[]): void {
    const { words, tags } = this.#comment(node);
    const all = mergeTags(added, tags);
    if (all.join() === tags.join()) return;
    const { start } = this.#exported(node);
    const documented = this.#withComment(node);
    const column = start - this.#source.lastIndexOf('\n', start) - 1;
    const text = `${writeComment({ words, tags: all }, column)}\n${' '.repeat(column)}`;
    this.#edits.push({ start: documented.start, end: start, text });
  }

  /** Replaces code and its comment; an empty text removes the whole line. */
  #replace(node: Span, text: string): void {
    const { start, end } = this.#withComment(node);
    this.#edits.push({ start, end: text === '' ? this.#nextLine(end) : end, text });
  }

  #nextLine(end: number): number {
    const newline = this.#source.indexOf('\n', end);
    return newline === -1 ? this.#source.length : newline + 1;
  }

  #isDocumented(node: Span): boolean {
    return this.#comments.has(this.#exported(node).start);
  }

  #comment(node: Span): DocComment {
    const comment = this.#comments.get(this.#exported(node).start);
    if (!comment) return { words: [], tags: [] };
    return readComment(this.#source.slice(comment.start, comment.end));
  }

  #withComment(node: Span): Span {
    const { start, end } = this.#exported(node);
    return { start: this.#comments.get(start)?.start ?? start, end };
  }

  #exported(node: Span): Span {
    return this.#exports.get(node) ?? node;
  }

  #hasGap(start: number, end: number): boolean {
    return /\n\s*\n/.test(this.#source.slice(start, end));
  }

  #textOf = ({ start, end }: Span): string => typeText(this.#source.slice(start, end));

  /** Edits inside of a part that is replaced are left out. */
  #edited(): string {
    let text = '';
    let done = 0;
    for (const edit of this.#edits.sort((one, other) => one.start - other.start)) {
      if (edit.start < done) continue;
      text += this.#source.slice(done, edit.start) + edit.text;
      done = edit.end;
    }
    return text + this.#source.slice(done);
  }
}

function mentions(text: string, type: string): boolean {
  return new RegExp(`\\b${type}\\b`).test(text);
}

function blanksAt(source: string, position: number): number {
  return source.slice(position).search(/\S|$/);
}
