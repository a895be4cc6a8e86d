import type { Capture } from '../flows/flow.ts';
import { jsonPath, valueAt } from '../flows/json-path.ts';
import { parsedJson } from '../objects.ts';
import type { Exchange } from './exchange.ts';
import { headerValues } from './http/http.ts';

/** A value that a flow captures from a response; undefined if it is not there. */
export function captured(capture: Capture, { response, body, page }: Exchange): unknown {
  if ('header' in capture) {
    return headerValues(response?.headers ?? [], capture.header.toLowerCase())[0];
  }
  if ('json' in capture) {
    const path = jsonPath(capture.json);
    return path && valueAt(parsedJson(body?.text ?? ''), path);
  }
  const fields = page?.forms.flatMap((form) => form.fields) ?? [];
  return fields.find(({ name }) => name === capture.field)?.value;
}
