/** A form of a page, with all that is sent with it. */
export interface Form {
  /** In upper case: GET, POST, or DIALOG, which sends nothing. */
  method: string;
  /** As written; empty for the page's own address. */
  action: string;
  /** How its fields are written into a body. */
  enctype: string;
  /** The words in its attributes, and on its buttons. */
  words: string;
  /** In the order of the page, without disabled fields. */
  fields: Field[];
}

/** A field or a button. Each selected option of a `select` is one. */
export interface Field {
  /** In lower case: that of an `input`, or `select`, `textarea`, `submit`. */
  type: string;
  name: string;
  value: string;
  /** Whether a check box or a radio button is on. */
  on: boolean;
  required: boolean;
  /** The words in its attributes, such as a label or a hint; for a button, its text. */
  words: string;
  /** What a button sets instead of its form. */
  instead?: { method?: string; action?: string; enctype?: string };
}

type Attributes = Readonly<Record<string, string>>;

/** A form without its fields, from its tag. */
export function formOf(attributes: Attributes): Form {
  const { action = '', id = '', name = '' } = attributes;
  return {
    method: methodOf(attributes.method),
    action: action.trim(),
    enctype: enctypeOf(attributes.enctype),
    words: [id, name, attributes.class, action, attributes['aria-label']].join(' '),
    fields: [],
  };
}

/** A field from the tag of an `input`, a `textarea` or a `button`. */
export function fieldOf(tag: string, attributes: Attributes): Field {
  const { name = '', id = '', placeholder = '', autocomplete = '' } = attributes;
  const type = typeOf(tag, attributes.type);
  const isSwitch = type === 'checkbox' || type === 'radio';
  const label = attributes['aria-label'] ?? '';
  return {
    type,
    name,
    value: attributes.value ?? (isSwitch ? 'on' : ''),
    on: isSwitch && 'checked' in attributes,
    required: 'required' in attributes,
    words: isButton(type)
      ? [attributes.value, attributes.alt, label].join(' ')
      : [id, placeholder, autocomplete, label].join(' '),
    ...(isButton(type) && { instead: insteadOf(attributes) }),
  };
}

/** An option of a `select`. */
export interface Option {
  value: string;
  selected: boolean;
  disabled: boolean;
}

/** The selected options of an untouched `select`; if one must be selected, the first with a value. */
export function chosenIn(attributes: Attributes, options: readonly Option[]): Field[] {
  const selected = options.filter((option) => option.selected);
  const possible = options.filter((option) => !option.disabled);
  const isList = 'multiple' in attributes || Number(attributes.size ?? 1) > 1;
  const first = isList ? [] : possible.slice(0, 1);
  const untouched = 'multiple' in attributes ? selected : selected.slice(-1);
  const chosen = selected.length > 0 ? untouched : first;
  const required = 'required' in attributes;
  const isMissing = required && chosen.every(({ value }) => value === '');
  const shown = isMissing ? possible.filter(({ value }) => value !== '').slice(0, 1) : chosen;
  return shown
    .filter((option) => !option.disabled)
    .map(({ value }) => ({ ...fieldOf('select', attributes), value }));
}

/** Whether it sends the form. */
export function isButton(type: string): boolean {
  return type === 'submit' || type === 'image';
}

function typeOf(tag: string, type = ''): string {
  const given = type.trim().toLowerCase();
  if (tag === 'input') return given || 'text';
  if (tag === 'button') return given === 'reset' || given === 'button' ? given : 'submit';
  return tag;
}

/** An invalid method counts as GET, as in browsers. */
function methodOf(method = ''): string {
  const [known = 'GET'] = /^(post|dialog)$/i.exec(method.trim()) ?? [];
  return known.toUpperCase();
}

const ENCTYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

function enctypeOf(enctype = ''): string {
  const [usual = ''] = ENCTYPES;
  return ENCTYPES.find((known) => known === enctype.trim().toLowerCase()) ?? usual;
}

function insteadOf({ formaction, formmethod, formenctype }: Attributes): Field['instead'] {
  return {
    ...(formaction !== undefined && { action: formaction.trim() }),
    ...(formmethod !== undefined && { method: methodOf(formmethod) }),
    ...(formenctype !== undefined && { enctype: enctypeOf(formenctype) }),
  };
}
