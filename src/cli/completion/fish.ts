import type { Offer, OptionWords, ProgramWords } from './words.ts';

/** A script for fish 3 and later. */
export function fishScript(programs: readonly ProgramWords[]): string {
  return programs.map(completionOf).join('\n\n');
}

function completionOf({ name: program, commands }: ProgramWords): string {
  const own = `__${program.replaceAll('-', '_')}_at`;
  const called = commands.filter(({ name }) => name);
  const lines = commands.flatMap(({ name, options, argument }) => {
    const at = `-n ${quoted(`${own} '${name}'`)}`;
    return [
      ...(name === '' ? called.map((command) => `${at} -a ${command.name} ${about(command)}`) : []),
      ...options.map((option) => `${at} ${formsOf(option)} ${valueWords(option)}${about(option)}`),
      ...argumentsOf(argument).map((words) => `${at} ${words}`),
    ];
  });
  return `function ${own}
    for word in (commandline -opc)
        if contains -- $word ${called.map(({ name }) => name).join(' ')}
            test "$word" = "$argv[1]"
            return
        end
    end
    test -z "$argv[1]"
end

complete -c ${program} -f
${lines.map((line) => `complete -c ${program} ${line}`).join('\n')}`;
}

function formsOf({ forms }: OptionWords): string {
  return forms
    .map((form) => (form.startsWith('--') ? `-l ${form.slice(2)}` : `-s ${form.slice(1)}`))
    .join(' ');
}

function valueWords({ value }: OptionWords): string {
  if (!value) return '';
  switch (value.kind) {
    case 'files':
      return '-r -F ';
    case 'nothing':
      return '-x ';
    default:
      return `-x ${argumentsOf(value)} `;
  }
}

function argumentsOf(offer: Offer): string[] {
  switch (offer.kind) {
    case 'words':
      return [`-a ${quoted(offer.words.join(' '))}`];
    case 'folders':
      return [`-a '(__fish_complete_directories)'`];
    case 'files':
      return ['-F'];
    case 'nothing':
      return [];
  }
}

function about({ about: text }: { about: string }): string {
  return `-d ${quoted(text)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
