import type { AuditEndEvent, FindingEvent, Verdict } from '../events/audit.ts';
import type { StepEvent } from '../events/run.ts';
import { sentence } from '../sentence.ts';
import { widthOf } from './columns.ts';

/** The names of verdicts, in the order in which they are shown. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  broken: 'broken',
  'not-seen': 'not seen',
  yours: 'yours',
  held: 'held',
};

/** The findings with one verdict; of broken rules, new ones come first. */
export function having(verdict: Verdict, findings: readonly FindingEvent[]): FindingEvent[] {
  const all = findings.filter((finding) => finding.verdict === verdict);
  return [...all.filter(({ known }) => !known), ...all.filter(({ known }) => known)];
}

/** `ASVS 7.2.4 (level 1)`, `CWE-384` */
export function numbersOf({ level, asvs, cwe }: FindingEvent): string[] {
  return [
    ...(asvs.length > 0 ? [`ASVS ${asvs.join(', ')} (level ${level})`] : []),
    ...cwe.map((number) => `CWE-${number}`),
  ];
}

/** How many steps at most, if there is room. */
const MOST_STEPS = 6;

/**
 * An attack in one line: `the sign-in → the log-out → the old cookie, once more`; only the end of a long one. Empty if
 * the attack is a single request.
 *
 * @param room how many columns the line may have
 */
export function attackOf(steps: readonly StepEvent[], room = Number.POSITIVE_INFINITY): string {
  const all = steps.flatMap(({ title, meanwhile }) => (meanwhile ? [meanwhile, title] : [title]));
  const titles = all.filter((title, index) => title !== all[index - 1]);
  if (titles.length < 2) return '';
  const endOf = (number: number) =>
    [...(number < titles.length ? ['…'] : []), ...titles.slice(-number)].join(' → ');
  let number = Math.min(MOST_STEPS, titles.length);
  while (number > 1 && widthOf(endOf(number)) > room) number -= 1;
  return endOf(number);
}

/** The findings for each text, if several have the same. */
export function bySaid(findings: readonly FindingEvent[]): Array<[said: string, FindingEvent[]]> {
  const groups = new Map<string, FindingEvent[]>();
  for (const finding of findings) {
    const said = finding.evidence.said.join(' ');
    groups.set(said, [...(groups.get(said) ?? []), finding]);
  }
  return [...groups];
}

/** Why almost nothing could be tested, and what to do next; undefined if a sign-in was found, and not refused. */
export function noSignInText({
  foundNoSignIn,
  lacksAccount,
  openedNothing,
  failedWith,
  site,
}: Pick<AuditEndEvent, 'foundNoSignIn' | 'lacksAccount' | 'openedNothing' | 'failedWith' | 'site'>):
  | string
  | undefined {
  if (lacksAccount) {
    const give =
      site?.signUp === undefined
        ? 'Give one that it knows, with --user and --password-stdin.'
        : `It has a sign-up page at ${site.signUp}: make an account there, and give it with --user and --password-stdin.`;
    return `No account was given, and the app accepted nobody, so almost nothing could be tested. ${give} If it forgets its accounts when it ends, start it by hand, sign up there, and name its address with --url.`;
  }
  if (openedNothing && !foundNoSignIn) {
    return `Nobody who signed in was shown ${site?.way?.protected?.is ?? 'the protected page'}, so almost nothing could be tested: see sign-in-refused. If another page is for whoever is signed in, name it with --protected.`;
  }
  if (!foundNoSignIn) return undefined;
  if (failedWith !== undefined) {
    return `The app answers its home page with ${failedWith}, and no way to sign in was found, so almost nothing could be tested. Start it by hand and look at what it prints: a setting may be missing.`;
  }
  const named = site?.way?.login?.is;
  if (named !== undefined) {
    return `At ${named} there is no form that asks for a password, so almost nothing could be tested. Name the page that has it, or the request that signs in, with --login.`;
  }
  const at = site?.signInElsewhere;
  return at === undefined
    ? 'No way to sign in was found, so almost nothing could be tested. Name it with --login.'
    : `People sign in at ${at}, which an audit cannot do, so almost nothing could be tested. If there is a sign-in with a password too, name it with --login.`;
}

/** A fix as a sentence. */
export function fixSentence({ fix }: FindingEvent): string | undefined {
  return fix === null ? undefined : sentence(fix);
}
