/** Whether a value is a list of valid items, and not too long. */
export function checkedList<Item>(
  value: unknown,
  most: number,
  read: (item: unknown) => Item | undefined,
): Item[] | undefined {
  if (!Array.isArray(value) || value.length > most) return undefined;
  const items: Item[] = [];
  for (const one of value) {
    const item = read(one);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

export function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest;
}

export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

export function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
