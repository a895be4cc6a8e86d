import type { Action, RequestAction } from './action.ts';
import { filled, filledJson, filledPath, type Names } from './names.ts';
import type { PlainRequest } from './way-in.ts';

/** The request of a flow's action: its method, path and body. */
export function requestOf(action: RequestAction): PlainRequest {
  const { headers } = action;
  if ('get' in action) return { method: 'GET', path: action.get, headers };
  const { form, json } = action;
  const sent = { form, json, headers };
  if ('post' in action) return { method: 'POST', path: action.post, ...sent };
  if ('put' in action) return { method: 'PUT', path: action.put, ...sent };
  if ('patch' in action) return { method: 'PATCH', path: action.patch, ...sent };
  return { method: 'DELETE', path: action.delete, ...sent };
}

/** The request with names filled in. */
export function requestWith(request: PlainRequest, names: Names): PlainRequest {
  const { path, json, ...rest } = request;
  return {
    ...filled(rest, names),
    path: filledPath(path, names),
    ...(json !== undefined && { json: filledJson(json, names) }),
  };
}

/** The action with names filled in. */
export function actionWith(action: Action, names: Names): Action {
  if (isRequest(action)) return requestActionWith(action, names);
  return filled(action, names);
}

/** Whether a flow writes down the request, and does not leave it to the page. */
function isRequest(action: Action): action is RequestAction {
  return ['get', 'post', 'put', 'patch', 'delete'].some((method) => method in action);
}

function requestActionWith(action: RequestAction, names: Names): RequestAction {
  const { method, path, ...sent } = requestWith(requestOf(action), names);
  const { headers } = sent;
  switch (method) {
    case 'GET':
      return { get: path, headers };
    case 'POST':
      return { post: path, ...sent };
    case 'PUT':
      return { put: path, ...sent };
    case 'PATCH':
      return { patch: path, ...sent };
    default:
      return { delete: path, ...sent };
  }
}
