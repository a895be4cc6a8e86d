import { withoutQuery } from '../address.ts';
import { own, told } from '../masking/told.ts';
import { signOutOf } from '../visitor/forms/sign-in-form.ts';
import type { Page } from '../visitor/page.ts';
import type { ChecksOf } from './check-result.ts';
import { isHtml, isLetIn, type Observed } from './observed.ts';
import { answerOf } from './wording.ts';

/** The checks of what an app reveals when it fails, of what it prints, and of its log-out. */
export const SECURITY_CHECKS: ChecksOf<
  'staysClosed' | 'noStackTrace' | 'printsNoSecret' | 'logOutShown'
> = {
  staysClosed: (_, seen) => ({
    of: 'staysClosed',
    what: 'whether the page is shown',
    passed: !isLetIn(seen),
    expected: own('no: a refusal, a redirect or a failure'),
    got: answerOf(seen),
  }),
  noStackTrace: (_, seen) => {
    const found = placeInCode(seen);
    return {
      of: 'noStackTrace',
      what: 'what the answer tells of the app’s code',
      passed: found === undefined,
      expected: own('nothing'),
      got: found === undefined ? own('nothing') : told`"${found}"`,
    };
  },
  printsNoSecret: (_, { printed }) =>
    printed && {
      of: 'printsNoSecret',
      what: 'what the app printed',
      passed: printed.secret === undefined,
      expected: own('no secret'),
      got: own(printed.secret ?? 'no secret'),
    },
  logOutShown: (_, seen) => {
    const shown = isLogOutShown(seen);
    return shown === undefined
      ? undefined
      : {
          of: 'logOutShown',
          what: 'how one logs out there',
          passed: shown,
          expected: own('a form, a button or a link'),
          got: own(shown ? 'one' : 'none'),
        };
  },
};

/** A line of a stack trace: `at run (/srv/app/server.js:12:3)`. */
const STACK =
  /\bat (?:async )?(?:[\w$.<>[\] ]{1,100} )?\(?(?:file:\/\/|[A-Za-z]:\\|\/|node:)[^\s()]{1,300}:\d+:\d+\)?/;
/** A folder closer to the root could be a path of the site. */
const DEEP_ENOUGH = 3;

function placeInCode({ response, site: { entry } }: Observed): string | undefined {
  const text = response?.page.text ?? '';
  const [line] = STACK.exec(text) ?? [];
  if (line !== undefined || 'url' in entry) return line;
  const { directory } = entry;
  const isDeep = directory.split(/[\\/]/).length > DEEP_ENOUGH;
  const at = isDeep ? text.indexOf(directory) : -1;
  return at < 0 ? undefined : /^\S*/.exec(text.slice(at))?.[0];
}

const WORDS = /(log|sign)[-_ ]?(me )?(out|off)\b/i;

/**
 * Whether a page shows how to log out; undefined if it is no page, a script may do so, or the way to log out is
 * unknown.
 */
function isLogOutShown(seen: Observed): boolean | undefined {
  const { response, site } = seen;
  if (!response || !isLetIn(seen) || !isHtml(response)) return undefined;
  const { page } = response;
  const known = site.way?.logout && withoutQuery(site.way.logout.path);
  if (signOutOf(page) || WORDS.test(page.text) || leadsTo(page, known)) return true;
  return known === undefined || page.hasScripts ? undefined : false;
}

function leadsTo({ forms, links }: Page, path: string | undefined): boolean {
  if (path === undefined) return false;
  const addresses = [...forms.map(({ action }) => action), ...links.map(({ href }) => href)];
  return addresses.some((address) => withoutQuery(address).endsWith(path));
}
