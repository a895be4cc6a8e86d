import type { Offer, ProgramWords } from './words.ts';

/** A script for bash 3.2 and later: macOS has 3.2. */
export function bashScript(programs: readonly ProgramWords[]): string {
  return [HELPERS, ...programs.map(completionOf)].join('\n\n');
}

const HELPERS = `_session_app_words() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$current")
}

_session_app_paths() {
  local path
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$current")
}`;

function completionOf({ name: program, commands }: ProgramWords): string {
  const own = `_${program.replaceAll('-', '_')}`;
  const called = commands.map(({ name }) => name).filter(Boolean);
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ forms, value }) =>
      value
        ? [
            branch(
              forms.map((form) => `${name}:${form}`),
              value,
            ),
          ]
        : [],
    ),
  );
  const options = commands.map(({ name, options }) => {
    const words = options.flatMap(({ forms }) => forms);
    return branch([`${name}:-*`], { kind: 'words', words });
  });
  const rest = commands.map(({ name, argument }) =>
    name === ''
      ? `    :*) _session_app_words '${called.join(' ')}'; ${lineFor(argument)} ;;`
      : branch([`${name}:*`], argument),
  );
  return `${own}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command='' word
  COMPREPLY=()
  # --mode=anonymous comes as three words.
  if [[ $current == '=' ]]; then current=''
  elif [[ $previous == '=' ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${called.join(' | ')}) command="$word"; break ;; esac
  done
  case "$command:$previous" in
${values.join('\n')}
    *) case "$command:$current" in
${[...options, ...rest].map((line) => `  ${line}`).join('\n')}
    esac ;;
  esac
}

complete -F ${own} ${program}`;
}

function branch(patterns: readonly string[], offer: Offer): string {
  return `    ${patterns.join(' | ')}) ${lineFor(offer)} ;;`;
}

function lineFor(offer: Offer): string {
  switch (offer.kind) {
    case 'words':
      return `_session_app_words '${offer.words.join(' ')}'`;
    case 'folders':
      return '_session_app_paths -d';
    case 'files':
      return '_session_app_paths -f';
    case 'nothing':
      return ':';
  }
}
