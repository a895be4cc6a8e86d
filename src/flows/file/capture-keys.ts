import * as v from 'valibot';
import { isObject } from '../../objects.ts';
import { jsonPath } from '../json-path.ts';
import { keysOf, noneOf } from './keys.ts';

const TEXT = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));
const RESERVED = /^(user|password|login|protected)$/;

/** The names that captured values may have. */
export const NAME = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z_]\w*$/, 'must be a name of letters, digits and _'),
  v.check((name) => !RESERVED.test(name), 'is a name that stands for something else already'),
);
const CAPTURES = {
  header: keysOf({ header: TEXT }),
  json: keysOf({
    json: v.pipe(
      v.string('must be a text'),
      v.check((path) => jsonPath(path) !== undefined, 'must be a path such as user.ids[0]'),
    ),
  }),
  field: keysOf({ field: TEXT }),
};
/** Where a captured value comes from. */
export const CAPTURE = v.lazy((input) => {
  for (const [key, schema] of Object.entries(CAPTURES)) {
    if (isObject(input) && Object.hasOwn(input, key)) return schema;
  }
  return noneOf(Object.keys(CAPTURES));
});
