/** A link of a page, or an element that scripts use like one. */
export interface Link {
  /** As written. */
  href: string;
  text: string;
  /** If a well-known script sends it: the method in upper case, and whether it sends a form or uses fetch. */
  script?: { method: string; by: 'form' | 'fetch' };
}

const METHODS = ['post', 'put', 'patch', 'delete'];

/** Where an element leads on a click: a link, or one by htmx (`hx-post`) or Rails' scripts (`data-method`). */
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
