import type { Offer, OptionWords, ProgramWords } from './words.ts';

/** A script for zsh, to be evaluated, or to be saved in a folder of `$fpath` as `_session-app`. */
export function zshScript(programs: readonly ProgramWords[]): string {
  const names = programs.map(({ name }) => name).join(' ');
  const cases = programs.map(({ name }) => `    ${name}) ${functionOf(name)} "$@" ;;`);
  const definitions = programs.map(({ name }) => `  compdef ${functionOf(name)} ${name}`);
  return `#compdef ${names}

${programs.map(completionOf).join('\n\n')}

if [ "$funcstack[1]" = '_session-app' ]; then
  case "$service" in
${cases.join('\n')}
  esac
else
${definitions.join('\n')}
fi`;
}

function functionOf(program: string): string {
  return `_${program.replaceAll('-', '_')}`;
}

function completionOf({ name: program, commands }: ProgramWords): string {
  const own = functionOf(program);
  const called = commands.filter(({ name }) => name);
  const functions = commands.map(({ name, options, argument }) => {
    const first = name === '' ? `${own}_first` : actionOf(argument);
    const specs = [...options.flatMap(specsOf), `'1: :${first}'`];
    return `${own}_${name}() {\n  _arguments -s \\\n    ${specs.join(' \\\n    ')}\n}`;
  });
  const folders = commands[0]?.argument.kind === 'folders' ? '  _files -/\n' : '';
  const described = called.map(({ name, about }) =>
    quoted(`${name}:${about.replaceAll(':', '\\:')}`),
  );
  return `${own}_first() {
  local -a commands
  commands=(
    ${described.join('\n    ')}
  )
  _describe -t commands command commands
${folders}}

${functions.join('\n\n')}

${own}() {
  local -i at
  for (( at = 2; at < CURRENT; at++ )); do
    case "$words[at]" in
      ${called.map(({ name }) => name).join(' | ')})
        local command="$words[at]"
        words=("\${(@)words[at,-1]}")
        (( CURRENT -= at - 1 ))
        "${own}_$command"
        return
        ;;
    esac
  done
  ${own}_
}`;
}

/** With the asterisk, an option may be offered twice, which does no harm. */
function specsOf({ forms, about, value }: OptionWords): string[] {
  const words = `[${about.replace(/[[\]\\]/g, '\\$&')}]`;
  return forms.map((form) => {
    if (!value) return quoted(`*${form}${words}`);
    return quoted(`*${form}${form.startsWith('--') ? '=' : '+'}${words}:value:${actionOf(value)}`);
  });
}

function actionOf(offer: Offer): string {
  switch (offer.kind) {
    case 'words':
      return `(${offer.words.join(' ')})`;
    case 'folders':
      return '_files -/';
    case 'files':
      return '_files';
    case 'nothing':
      return ' ';
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
