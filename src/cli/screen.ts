import kleur from 'kleur';

/** The one way to stdout and stderr. */
export interface Screen {
  /** True where a person can be asked: a terminal on both sides. */
  readonly interactive: boolean;
  readonly paint: Paint;
  /** A result, for whoever reads stdout. */
  data(text: string): void;
  /** Words for the person, on stderr. */
  say(text: string): void;
  /** Does work that takes a while; on a terminal a spinner shows that it goes on, and for how long. */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
}

/** The few styles in use; each leaves the text alone where there is no colour. */
export type Paint = Record<'strong' | 'good' | 'bad' | 'quiet' | 'command', (text: string) => string>;

/** The screen of this process. Colour depends on stderr: that is where words go. */
export function openScreen(): Screen {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const terminal = process.stderr.isTTY === true;
  const dumb = TERM === 'dumb';
  kleur.enabled = !NO_COLOR && (FORCE_COLOR ? FORCE_COLOR !== '0' : terminal && !dumb);

  const say = (text: string) => process.stderr.write(`${text}\n`);
  return {
    interactive: terminal && process.stdin.isTTY === true,
    paint: {
      strong: kleur.bold,
      good: kleur.green,
      bad: kleur.red,
      quiet: kleur.dim,
      command: kleur.cyan,
    },
    data: (text) => process.stdout.write(`${text}\n`),
    say,
    during: async (text, work) => {
      if (terminal && !dumb) return spin(text, work);
      say(`${text} …`);
      return work();
    },
  };
}

async function spin<T>(text: string, work: () => Promise<T>): Promise<T> {
  const { default: yoctoSpinner } = await import('yocto-spinner');
  const began = Date.now();
  const words = () => `${text} … ${Math.round((Date.now() - began) / 1000)} s`;
  const spinner = yoctoSpinner({ text: words(), handleSignals: false }).start();
  const clock = setInterval(() => {
    spinner.text = words();
  }, 1000);
  try {
    return await work();
  } finally {
    clearInterval(clock);
    spinner.stop();
  }
}
