import { own, told } from '../masking/told.ts';
import { bareFields, passwordFields } from '../visitor/forms/passwords.ts';
import { headerValues } from '../visitor/http/http.ts';
import type { ChecksOf } from './check-result.ts';
import { isLetIn } from './observed.ts';

/** The checks of what a response reveals. */
export const EXPOSURE_CHECKS: ChecksOf<
  'closedTo' | 'hostPrefix' | 'tokenHidden' | 'masksPasswords'
> = {
  closedTo: (origin, seen) => {
    if (!isLetIn(seen)) return undefined;
    const value = (name: string) => headerValues(seen.response?.headers ?? [], name).join(', ');
    const allowed = value('access-control-allow-origin');
    // With `*`, browsers let no page read a response to a request with cookies.
    const isOpen = allowed === origin && value('access-control-allow-credentials') === 'true';
    return {
      of: 'closedTo',
      what: 'who may read it with cookies',
      passed: !isOpen,
      expected: own('only sites that it knows'),
      got: isOpen ? told`${origin}` : own('no other site'),
    };
  },
  hostPrefix: (_, { cookies, request }) => {
    const bound = cookies.filter(
      ({ session, action, attributes }) =>
        session !== undefined && action !== 'cleared' && isForOneHost(attributes),
    );
    if (!request.isSecure || bound.length === 0) return undefined;
    const bare = bound.find(({ name }) => !/^__Host-/i.test(name));
    return {
      of: 'hostPrefix',
      what: 'the name of the session’s cookie',
      passed: bare === undefined,
      expected: own('one that begins with __Host-'),
      got: told`${(bare ?? bound[0])?.name ?? ''}`,
    };
  },
  tokenHidden: (_, { tokenPlace }) => {
    if (!tokenPlace) return undefined;
    const place = tokenPlace();
    return {
      of: 'tokenHidden',
      what: 'where the session’s id stands',
      passed: place === undefined,
      expected: own('in its cookie alone'),
      got: own(place ?? 'nowhere else'),
    };
  },
  masksPasswords: (_, { response }) => {
    const forms = response?.page.forms ?? [];
    const bare = bareFields(forms);
    if (bare.length === 0 && passwordFields(forms).length === 0) return undefined;
    const [first] = bare;
    return {
      of: 'masksPasswords',
      what: 'the fields for passwords',
      passed: first === undefined,
      expected: own('type="password"'),
      got: first ? told`${first.name} with type="${first.type}"` : own('type="password"'),
    };
  },
};

/** A cookie for other hosts, or for a part of one host, cannot have the prefix. */
export function isForOneHost(attributes: readonly string[]): boolean {
  return attributes.every(
    (attribute) => !/^domain=/i.test(attribute) && !/^path=\/./i.test(attribute),
  );
}
