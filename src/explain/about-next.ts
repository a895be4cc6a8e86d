import type { Explanation } from './explanation.ts';
import { fieldWith, isSignedIn, otherSiteIn, pageTakenDown, queryParameters } from './moment.ts';
import { short } from './words.ts';

/** Explanations about the return to a page after a sign-in. */
export const ABOUT_NEXT: readonly Explanation[] = [
  {
    id: 'next-taken-down',
    about: 'next',
    when: 'a page that a stranger asked for is not shown, and the answer writes down which one it was',
    of: ({ step }) => {
      const { request, response } = step;
      const place = pageTakenDown(step);
      if (!place || !response?.location) return undefined;
      const page = short(request.path);
      const [form = ''] = response.location.to.split('?');
      const where =
        place.in === 'address'
          ? `in the address, as ${short(place.name)}=${page}`
          : `in the session, as ${short(place.name)}`;
      return {
        says: `The app did not show ${page} but led the visitor to ${short(form)}, and wrote down ${where}, which page was asked for, so that it can lead back there after the sign-in.`,
      };
    },
  },
  {
    id: 'next-followed',
    about: 'next',
    when: 'a sign-in leads back to the page that was asked for',
    of: ({ step, memory }) => {
      const wanted = memory.wanted.get(step.visitor);
      const location = step.response?.location;
      if (!isSignedIn(step) || wanted === undefined || location?.to !== wanted) return undefined;
      if (!location.onThisSite) return undefined;
      const page = short(wanted);
      const field = fieldWith(step, wanted);
      const how = field === undefined ? '' : `The form sent ${short(field)}=${page} along, and `;
      const begins = how === '' ? 'The' : 'the';
      return {
        says: `${how}${begins} sign-in ended in a redirect to ${page}, the page that was asked for, which is an address of this site.`,
        brief: `${field === undefined ? 'the app' : `the form sent ${short(field)}=${page} along, and the app`} led back to ${page} after the sign-in, a page of this site`,
      };
    },
  },
  {
    id: 'next-elsewhere',
    about: 'next',
    when: 'a sign-in was told to lead to another site',
    of: ({ step, memory }) => {
      const lure = otherSiteIn(sentValues(step)) ?? memory.lured.get(step.visitor);
      const location = step.response?.location;
      if (!isSignedIn(step) || lure === undefined || !location) return undefined;
      const told = `The link to the sign-in form asked to go on to another site (${short(lure)}), as a link in a forged mail can`;
      const to = short(location.to);
      return location.onThisSite
        ? {
            says: `${told}: the app ${memory.hasLedBack ? 'checked that, as it follows only addresses of its own,' : 'did not follow it'} and went to ${to} on this site: a fake sign-in page elsewhere could have asked for the password again.`,
            brief: `an address of another site (${short(lure)}) was not followed: it led to ${to} instead`,
          }
        : {
            says: `${told}, and the app led there (${to}): a fake sign-in page on that site can ask for the password again.`,
            brief: `an address of another site was followed (${to}), which is an open redirect`,
          };
    },
  },
];

function sentValues({ request }: Parameters<typeof fieldWith>[0]): Array<[string, string]> {
  const fields = Object.entries(request.form ?? {}).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return [...fields, ...queryParameters(request.path)];
}
