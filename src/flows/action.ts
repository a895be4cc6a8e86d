/**
 * In texts, `$user` and `$password` stand for the account, `$protected`, `$login` and `$newPassword` for paths, other
 * names for captured values.
 */
export type Action =
  | RequestAction
  /** Opens the address that this visitor's last response redirected to. */
  | { follow: true; headers?: Readonly<Record<string, string>> }
  /** Fills in the form that asks for a password on the visitor's current page. Default of the password: empty. */
  | { signIn: { user: string; password?: string } }
  /**
   * Fills in the form for a new password on the visitor's current page, or sends the request that changes it. Left out
   * if the page has no such form.
   */
  | { newPassword: { old: string; new: string } }
  /** Uses the log-out form or link of the visitor's current page, else /logout. */
  | { signOut: true };

/** A request to a path: opening a page, sending a form, or what a script sends. */
export type RequestAction =
  | { get: string; headers?: Readonly<Record<string, string>> }
  | ({ post: string } & Sent)
  | ({ put: string } & Sent)
  | ({ patch: string } & Sent)
  | ({ delete: string } & Sent);

interface Sent {
  /** The fields of a form. */
  form?: Readonly<Record<string, string>>;
  /** Any value, sent as JSON by a script. */
  json?: unknown;
  headers?: Readonly<Record<string, string>>;
}
