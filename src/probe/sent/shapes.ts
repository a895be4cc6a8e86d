/** How much a probe tells at most of what a request sends, in characters and pieces: whoever listens lets in no more. */
export const LONGEST_SENT = 64 * 1024;
export const MOST_SENT_FIELDS = 200;
export const MOST_HEADERS = 20;

/** What a visitor sent. Passwords and other secrets are replaced before they leave the app's process. */
export interface ProbeSent {
  /** The Host header. */
  host: string;
  /** The page it was sent from, as its browser says; absent where it does not. */
  from?: string;
  /** Headers by which a script's request differs from a page that is opened; absent where there are none. */
  headers?: Record<string, string>;
  /** The names of headers that let somebody in, besides Cookie. */
  secretHeaders?: string[];
  /** Absent where nothing was sent. */
  body?: ProbeBody;
  /** True where the response is HTML. */
  isPage?: true;
}

export type ProbeBody =
  | { form: ProbeField[] }
  /** A text of JSON, with `$password` and masks in the place of secrets. */
  | { json: string }
  /** It could not be taken down: it is of another kind, too long, or did not come whole. */
  | { other: true };

/** A field of a form that was sent. */
export interface ProbeField {
  name: string;
  /** Empty where it is secret. */
  value: string;
  secret?: SecretKind;
}

export const SECRET_KINDS = ['password', 'other'] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];
