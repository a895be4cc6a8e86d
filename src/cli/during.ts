import { duration } from '../quantities.ts';

/** Without a terminal, how often a line says that the work goes on; a quick install prints none. */
const SIGN_OF_LIFE_MS = 10_000;

/**
 * Does work that takes a while, and shows that it goes on, and for how long.
 *
 * @param text one line, safe for a terminal
 * @param spins true for a spinner on a terminal; otherwise `say` prints a line from time to time
 */
export async function during<T>(
  text: string,
  work: () => Promise<T>,
  spins: boolean,
  say: (line: string) => void,
): Promise<T> {
  if (spins) return spin(text, work);
  say(`${text} …`);
  return everySoOften(SIGN_OF_LIFE_MS, (time) => say(`${text} … ${time}`), work);
}

async function spin<T>(text: string, work: () => Promise<T>): Promise<T> {
  const { default: yoctoSpinner } = await import('yocto-spinner');
  const spinner = yoctoSpinner({ text: `${text} … 0 s`, handleSignals: false }).start();
  const stop = () => void spinner.stop();
  // The spinner has hidden the cursor.
  process.once('exit', stop);
  const tell = (time: string) => {
    spinner.text = `${text} … ${time}`;
  };
  try {
    return await everySoOften(1_000, tell, work);
  } finally {
    process.off('exit', stop);
    stop();
  }
}

/** Says from time to time how long the work has taken so far. */
async function everySoOften<T>(
  milliseconds: number,
  tell: (time: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const began = Date.now();
  const clock = setInterval(
    () => tell(duration(Date.now() - began, { smallest: 's' })),
    milliseconds,
  );
  try {
    return await work();
  } finally {
    clearInterval(clock);
  }
}
