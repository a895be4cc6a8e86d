const NAME = /\buser-([1-9]\d*)\b/g;

/** The name of a load's visitor, counted from 1. */
export function visitorName(number: number): string {
  return `user-${number}`;
}

/** The first name in a text that another of so many visitors has, or undefined. */
export function otherNameIn(text: string, own: string, users: number): string | undefined {
  for (const [name, number] of text.matchAll(NAME)) {
    if (name !== own && Number(number) <= users) return name;
  }
  return undefined;
}
