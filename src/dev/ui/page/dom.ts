type Child = Node | string | null | undefined | false;
/**
 * Makes an element. Texts stay texts: nothing that an app sends becomes HTML here.
 *
 * @param properties such as `className`
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  append(made, children);
  return made;
}

export function append(parent: HTMLElement, children: readonly Child[]): void {
  for (const child of children) if (child) parent.append(child);
}

/** A part of a line, by its class. */
export function span(className: string, ...children: Child[]): HTMLSpanElement {
  return element('span', { className }, ...children);
}

/** A button that does not submit a form. */
export function button(className: string, text: string, press: () => void): HTMLButtonElement {
  const made = element('button', { className, type: 'button' }, text);
  made.addEventListener('click', press);
  return made;
}

/** Says something to screen readers, without moving the focus. */
export function say(text: string): void {
  const place = document.getElementById('said');
  if (place) place.textContent = text;
}

/** The time of day where the reader is. */
export function clock(iso: string): HTMLTimeElement {
  const date = new Date(iso);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()];
  const shown = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return element('time', { dateTime: iso }, shown);
}
