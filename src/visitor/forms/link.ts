/** A link of a page, or what scripts make one. */
export interface Link {
  /** As written. */
  href: string;
  text: string;
  /** How a script of the usual kinds sends it, where one does: its method in upper case, in a form or as it is. */
  script?: { method: string; by: 'form' | 'fetch' };
}

const METHODS = ['post', 'put', 'patch', 'delete'];

/** Where an element leads when it is clicked: a link, or what htmx (`hx-post`) or Rails' scripts (`data-method`) make one. */
export function linkOf(
  tag: string,
  attributes: Readonly<Record<string, string>>,
): Omit<Link, 'text'> | undefined {
  for (const method of METHODS) {
    const href = attributes[`hx-${method}`];
    if (href !== undefined && tag !== 'form') {
      return { href, script: { method: method.toUpperCase(), by: 'fetch' } };
    }
  }
  const { href } = attributes;
  if (tag !== 'a' || href === undefined) return undefined;
  const given = (attributes['data-method'] ?? attributes['data-turbo-method'])?.toLowerCase();
  if (!given || !METHODS.includes(given)) return { href };
  return { href, script: { method: given.toUpperCase(), by: 'form' } };
}
