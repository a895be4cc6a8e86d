import { Failure } from '../failure.ts';
import { holdsTexts } from '../objects.ts';
import { checkPath, plainRequestIn, requestText } from './plain-request.ts';
import { withoutSecrets } from './secrets.ts';
import type { PlainRequest, WayIn } from './way-in.ts';

/** The parts of a way in, as a person writes them. */
export interface NamedWay {
  /** The path of the page with the sign-in form, or the request that signs in. */
  login?: string | PlainRequest;
  /** The path of a page that needs a sign-in. */
  protected?: string;
  /** The request that logs out; a path alone is a link. */
  logout?: string | PlainRequest;
  /**
   * The path of the page with the form for a new password, or the request that changes it, in which `$password` is the
   * old one and `$new` the new one.
   */
  newPassword?: string | PlainRequest;
}

/** The parts, and the options that name them. */
const OPTIONS = {
  login: '--login',
  protected: '--protected',
  logout: '--logout',
  newPassword: '--new-password',
} as const;

type Part = keyof typeof OPTIONS;

export const PARTS: readonly Part[] = ['login', 'protected', 'logout', 'newPassword'];

export function optionOf(part: Part): string {
  return OPTIONS[part];
}

/**
 * Reads the parts of a way in that a person wrote.
 *
 * @param settingOf the name of the option for each part: `--login`
 * @throws Failure `usage`
 */
export function readNamedWay(
  { login, logout, newPassword, ...named }: NamedWay,
  settingOf: (part: Part) => string,
): Partial<WayIn> {
  const protectedPath = named.protected;
  if (protectedPath !== undefined)
    checkPath(textOf(protectedPath, settingOf('protected')), settingOf('protected'));
  return {
    ...(login !== undefined && { login: pageOrRequest(login, settingOf('login')) }),
    ...(protectedPath !== undefined && { protected: protectedPath }),
    ...(logout !== undefined && { logout: logoutIn(logout, settingOf('logout')) }),
    ...(newPassword !== undefined && {
      newPassword: withNew(
        pageOrRequest(newPassword, settingOf('newPassword')),
        settingOf('newPassword'),
      ),
    }),
  };
}

/** Each part as a person would write it, but without secrets. */
export function wayTexts(way: Partial<WayIn>): WayTexts {
  return textsOf(way, (request) => requestText(withoutSecrets(request)));
}

/** Whether the way in contains a password or another secret. */
export function holdsSecrets(way: Partial<WayIn>): boolean {
  const shown = wayTexts(way);
  const written = textsOf(way, requestText);
  return PARTS.some((part) => shown[part] !== written[part]);
}

type WayTexts = Partial<Record<Part, string>>;

function textsOf(
  { login, logout, newPassword, ...way }: Partial<WayIn>,
  text: (request: PlainRequest) => string,
): WayTexts {
  // A page needs no method: GET is the default.
  const page = (path: string) => text({ method: 'GET', path }).replace(/^GET /, '');
  const either = (one: WayIn['login']) => ('page' in one ? page(one.page) : text(one.request));
  return {
    ...(login && { login: either(login) }),
    ...(way.protected !== undefined && { protected: page(way.protected) }),
    ...(logout && { logout: text(logout) }),
    ...(newPassword && { newPassword: either(newPassword) }),
  };
}

function pageOrRequest(login: string | PlainRequest, setting: string): WayIn['login'] {
  if (typeof login === 'object' && login !== null) return { request: checked(login, setting) };
  const text = textOf(login, setting);
  if (text.startsWith('/')) {
    checkPath(text, setting);
    return { page: text };
  }
  const request = plainRequestIn(text, setting);
  return request.method === 'GET' && !request.json ? { page: request.path } : { request };
}

/** Without `$new`, a request changes nothing. */
function withNew(way: WayIn['login'], setting: string): WayIn['login'] {
  if ('page' in way || JSON.stringify(way.request).includes('$new')) return way;
  throw new Failure(
    'usage',
    `${setting} is a request without $new, which stands for the new password. Write it like: POST /api/password {"old":"$password","new":"$new"}`,
  );
}

function logoutIn(logout: string | PlainRequest, setting: string): PlainRequest {
  if (typeof logout === 'object' && logout !== null) return checked(logout, setting);
  const text = textOf(logout, setting);
  if (!text.startsWith('/')) return plainRequestIn(text, setting);
  checkPath(text, setting);
  return { method: 'GET', path: text };
}

function checked(request: PlainRequest, setting: string): PlainRequest {
  const { method, path } = plainRequestIn(`${request.method} ${request.path}`, setting);
  for (const part of ['form', 'headers'] as const) {
    if (part in request && !holdsTexts(request[part])) {
      throw new Failure(
        'usage',
        `${setting} has "${part}" that is no object of texts. Write it like { "name": "value" }.`,
      );
    }
  }
  return { ...request, method, path };
}

function textOf(value: unknown, setting: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new Failure('usage', `${setting} is empty, or no text. Write it like /signin.`);
}
