/** A secret, and where it comes from. */
export interface NamedSecret {
  /** `--secret`, `SESSION_SECRET`, `SESSION_SECRET in .env, the second of 2` */
  name: string;
  secret: string;
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];

/** The secrets in a setting: a generated site takes several, separated by commas; any other may have a comma in one. */
export function secretsIn(setting: string | undefined, name: string): NamedSecret[] {
  if (!setting) return [];
  const parts = setting
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  if (parts.length < 2) return [{ name, secret: setting }];
  return [
    ...parts.map((secret, index) => ({
      name: `${name}, the ${ORDINALS[index] ?? `${index + 1}th`} of ${parts.length}`,
      secret,
    })),
    { name, secret: setting },
  ];
}
