import { shellPath } from '../../create/names.ts';
import type { EndEvent, StartEvent, WayPart } from '../../events/run.ts';
import { optionOf } from '../../flows/named-way.ts';
import { printable } from '../printable.ts';

const NAMES = {
  login: 'sign-in',
  protected: 'protected',
  logout: 'log-out',
  newPassword: 'password',
} as const;

/** Before a run: the way into the app, and the options that name it; nothing for sites that `create` made. */
export function wayLines({ site, flows, leftOut = [] }: StartEvent): string[] {
  const { way, sessionsBy, behindProxy, signInElsewhere } = site;
  return [
    ...(sessionsBy
      ? [
          `This app's sessions are kept by ${sessionsBy}, not by express-session: only what goes over the wire is seen.`,
        ]
      : []),
    ...(behindProxy
      ? [
          'Its cookies are for HTTPS alone: it is asked as by a proxy that speaks HTTPS (X-Forwarded-Proto: https).',
        ]
      : []),
    ...(way ? partLines(way, flows, signInElsewhere) : []),
    ...leftOutLines({ leftOut }),
  ];
}

type Way = NonNullable<StartEvent['site']['way']>;
type PartName = keyof typeof NAMES;

function partLines(way: Way, flows: readonly string[], elsewhere: string | undefined): string[] {
  const lines = partsOf(way).map(
    ([name, { is, how }]) => `${NAMES[name].padEnd(10)} ${printable(is)} (${printable(how)})`,
  );
  const found = partsOf(way).filter(([, { how }]) => how !== AS_NAMED);
  if (found.length > 0) lines.push(`If that is wrong: ${optionsText(found)}`);
  if (!way.login && flows.includes('home')) {
    const found =
      elsewhere === undefined
        ? 'No way to sign in was found, so only the home page is visited. Name it:'
        : `People sign in at ${printable(elsewhere)}, which a run cannot do, so only the home page is visited. If there is a sign-in with a password too, name it:`;
    lines.push(
      `${found} --login /signin, or --login 'POST /api/login {"email":"$user","password":"$password"}'`,
    );
  } else if (way.login && !way.protected) {
    lines.push(
      'No page was found that strangers do not see, so none is visited. Name one: --protected /dashboard',
    );
  }
  return lines;
}

const AS_NAMED = 'as named';

function partsOf(way: Way): Array<[PartName, WayPart]> {
  const names: PartName[] = ['login', 'protected', 'logout', 'newPassword'];
  return names.flatMap((name): Array<[PartName, WayPart]> => {
    const part = way[name];
    return part ? [[name, part]] : [];
  });
}

function optionsText(parts: ReadonlyArray<[PartName, WayPart]>): string {
  return parts.map(([name, { is }]) => `${optionOf(name)} ${shellPath(printable(is))}`).join(' ');
}

/** Which flows were left out, and why. */
export function leftOutLines({ leftOut = [] }: Pick<StartEvent | EndEvent, 'leftOut'>): string[] {
  return leftOut.map(({ flow, why }) => `left out   ${printable(flow)}: ${printable(why)}`);
}
