/** How much a probe reports at most of what a request sends, in characters and pieces: the receiver accepts no more. */
export const LONGEST_SENT = 64 * 1024;
export const MOST_SENT_FIELDS = 200;
export const MOST_HEADERS = 20;

/** What a visitor sent. Passwords and other secrets are replaced before they leave the app's process. */
export interface ProbeSent {
  /** The Host header. */
  host: string;
  /** The page that it was sent from, as the browser says; absent if it does not say. */
  from?: string;
  /** Headers that show that a script sent the request; absent if there are none. */
  headers?: Record<string, string>;
  /** The names of headers with credentials, except Cookie. */
  secretHeaders?: string[];
  /** Absent if nothing was sent. */
  body?: ProbeBody;
  /** True if the response is HTML. */
  isPage?: true;
}

/** Names of fields for the user name. */
export const NAME_FIELDS = /user|login|mail|account|name|phone|mobile|nick|handle|member|ident/i;

export type ProbeBody =
  | { form: ProbeField[] }
  /** The text of the JSON, with `$password` and masks instead of secrets. */
  | { json: string }
  /** It could not be recorded: it is of another kind, too long, or incomplete. */
  | { other: true };

/** A field of a form that was sent. */
export interface ProbeField {
  name: string;
  /** Empty if it is secret. */
  value: string;
  secret?: SecretKind;
}

export const SECRET_KINDS = ['password', 'other'] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];
