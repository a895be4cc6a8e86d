import type { CommandWords, Offer, OptionWords } from './words.ts';

/** A script for zsh, to be evaluated or to lie in a folder of `$fpath` as `_session-app`. */
export function zshScript(commands: readonly CommandWords[], names: readonly string[]): string {
  const called = commands.filter(({ name }) => name);
  const functions = commands.map(({ name, options, argument }) => {
    const first = name === '' ? '_session_app_first' : actionOf(argument);
    const specs = [...options.flatMap(specsOf), `'1: :${first}'`];
    return `_session_app_${name}() {\n  _arguments -s \\\n    ${specs.join(' \\\n    ')}\n}`;
  });
  const described = called.map(({ name, about }) =>
    quoted(`${name}:${about.replaceAll(':', '\\:')}`),
  );
  return `#compdef ${names.join(' ')}

_session_app_first() {
  local -a commands
  commands=(
    ${described.join('\n    ')}
  )
  _describe -t commands command commands
  _files -/
}

${functions.join('\n\n')}

_session_app() {
  local -i at
  for (( at = 2; at < CURRENT; at++ )); do
    case "$words[at]" in
      ${called.map(({ name }) => name).join(' | ')})
        local command="$words[at]"
        words=("\${(@)words[at,-1]}")
        (( CURRENT -= at - 1 ))
        "_session_app_$command"
        return
        ;;
    esac
  done
  _session_app_
}

if [ "$funcstack[1]" = '_session-app' ]; then
  _session_app "$@"
else
  compdef _session_app ${names.join(' ')}
fi`;
}

/** The asterisk: nobody minds an option that is offered twice. */
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
