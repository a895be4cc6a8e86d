import { maskQuery } from '../masking/query.ts';
import { MASK, SECRET_HEADERS, secretTexts } from '../masking/values.ts';
import type { Flow, Visit } from './flow.ts';
import { requestOf } from './request.ts';
import type { PlainRequest } from './way-in.ts';

/** The passwords, tokens and keys that a flow sends: passwords of sign-ins, and values with a secret name. */
export function secretsOfFlow({ steps }: Flow): string[] {
  return steps.flatMap((step) => {
    if ('together' in step) return step.together.flatMap(secretsOf);
    return 'do' in step ? secretsOf(step) : [];
  });
}

/** The secrets of one visit. */
export function secretsOf({ do: action, guess }: Visit): string[] {
  // Guesses are not secret: "password" is also a normal word.
  if (guess) return [];
  if ('signIn' in action) return withoutNames([action.signIn.password ?? '']);
  if ('newPassword' in action) return withoutNames(Object.values(action.newPassword));
  if ('signOut' in action) return [];
  return secretsOfRequest('follow' in action ? action : requestOf(action));
}

/** The secrets of a request that a person wrote. */
export function secretsOfRequest({
  json,
  form,
  headers = {},
}: Pick<PlainRequest, 'json' | 'form' | 'headers'>): string[] {
  // A header such as `Authorization: Bearer …` is secret as a whole, and so is the part after its first word.
  const inHeaders = Object.entries(headers)
    .filter(([name]) => SECRET_HEADERS.test(name))
    .flatMap(([, value]) => [value, value.replace(/^\S+\s+/, '')]);
  return withoutNames([...secretTexts({ json, form }), ...inHeaders]);
}

/** A request as it may be shown: with names or masks instead of the secrets in it. */
export function withoutSecrets({ json, form, ...request }: PlainRequest): PlainRequest {
  return {
    ...request,
    path: maskQuery(request.path),
    ...(json !== undefined && { json: hiddenIn(json) }),
    ...(form && {
      form: Object.fromEntries(
        Object.entries(form).map(([name, value]) => [name, shownOf(name, value)]),
      ),
    }),
  };
}

function hiddenIn(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json), (name, value) =>
    typeof value === 'string' ? shownOf(name, value) : value,
  );
}

function shownOf(name: string, value: string): string {
  if (withoutNames(secretTexts({ [name]: value })).length === 0) return value;
  return /pass|pwd/i.test(name) ? '$password' : MASK;
}

/** `$password` is none: what it stands for is. */
function withoutNames(texts: readonly string[]): string[] {
  return texts.filter((text) => text !== '' && !text.startsWith('$'));
}
