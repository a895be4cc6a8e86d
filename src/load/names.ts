const NAME = /\buser-([1-9]\d*)\b/g;

export function visitorName(number: number): string {
  return `user-${number}`;
}

/** The first name of another visitor in a text, if there is one. */
export function otherNameIn(text: string, own: string, users: number): string | undefined {
  for (const [name, number] of text.matchAll(NAME)) {
    if (name !== own && Number(number) <= users) return name;
  }
  return undefined;
}
