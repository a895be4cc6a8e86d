import type { ProbeIds } from '../../probe/messages.ts';
import { grouped } from '../../quantities.ts';
import type { Judgement, Seen } from '../trial.ts';

/** What the standard requires, minus the error of the estimate. */
const ENOUGH_BITS = 127;
/** With fewer bits, a patient attacker can try all ids. */
const GUESSABLE_BITS = 64;

/** The verdict on unused ids from the app's own generators; undefined if there are none. */
export function judgeIds({ app }: Seen): Judgement | undefined {
  const [first, ...others] = (app?.ids ?? []).map(judgementOn);
  const all = first ? [first, ...others] : [];
  return (
    all.find(({ verdict }) => verdict === 'broken') ??
    all.find(({ verdict }) => verdict === 'yours') ??
    first
  );
}

function judgementOn(ids: ProbeIds): Judgement {
  const { count, repeats, shortest, characters, bits, countsOn } = ids;
  const made = `The app’s own generator made ${grouped(count)} ids`;
  if (repeats > 0) {
    return {
      verdict: 'broken',
      said: [`${made}: ${grouped(repeats)} of these ${repeats === 1 ? 'was' : 'were'} not new.`],
    };
  }
  if (countsOn)
    return { verdict: 'broken', said: [`${made}, and each counts on from the one before.`] };
  const differ = `What differs between them is ${bits} bits at most`;
  if (bits < GUESSABLE_BITS)
    return { verdict: 'broken', said: [`${made}. ${differ}: they can be tried out.`] };
  if (bits < ENOUGH_BITS) {
    return { verdict: 'yours', said: [`${made}. ${differ}; the standard asks for 128.`] };
  }
  return {
    verdict: 'held',
    said: [
      `${made}: no two alike, ${shortest} characters or more, of ${characters} different ones. ${differ}. Whether they are random does not show in them.`,
    ],
  };
}
