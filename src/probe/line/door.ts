import { isIP } from 'node:net';
import { isObject, parsedJson } from '../../objects.ts';
import type { StoredSession } from '../../sessions/stored-session.ts';
import {
  LONGEST_ERROR,
  LONGEST_ID,
  LONGEST_NAME,
  LONGEST_PATH,
  LONGEST_TEXT,
  MOST_COOKIES,
  MOST_ERRORS,
  MOST_FIELDS,
  MOST_IN_PART,
  MOST_OPERATIONS,
  OPERATIONS,
  type OperationName,
  type ProbeMessage,
  type ProbeMoment,
  type ProbeOperation,
  type ProbeRequest,
  type ProbeRequestSession,
} from '../messages.ts';
import { appIn } from './door-app.ts';
import { idFigures } from './door-ids.ts';
import { sentIn } from './door-sent.ts';
import { isClassName, storeIn } from './door-stores.ts';
import { checkedList, isFlag, isText, isWhole } from './door-values.ts';

/*
 * Checks what comes from an app. Any code in its process can write to the socket, so nothing is trusted: each message
 * is rebuilt from the known fields, and a message with a wrong field is dropped.
 */

/**
 * The message in a line.
 *
 * @returns undefined if no probe would send this
 */
export function messageIn(line: string): ProbeMessage | undefined {
  const message = parsedJson(line);
  if (!isObject(message)) return undefined;
  switch (message.type) {
    case 'listening':
      return listening(message);
    case 'taken': {
      const { port } = message;
      return isWhole(port, 1, 65_535) ? { type: 'taken', port } : undefined;
    }
    case 'store':
      return store(message);
    case 'unseen':
    case 'idle-session':
      return { type: message.type };
    case 'operations': {
      const operations = checkedList(message.operations, MOST_OPERATIONS, operation);
      return operations && { type: 'operations', operations };
    }
    case 'request': {
      const told = request(message.request);
      return told && { type: 'request', request: told };
    }
    case 'met': {
      const id = sessionId(message.sessionId);
      return id === undefined ? undefined : { type: 'met', sessionId: id };
    }
    case 'sessions': {
      const { to } = message;
      const changed = checkedList(message.changed, MOST_IN_PART, storedSession);
      const gone = checkedList(message.gone, MOST_IN_PART, sessionId);
      return isQuestion(to) && changed && gone
        ? { type: 'sessions', to, changed, gone }
        : undefined;
    }
    case 'answer':
      return isQuestion(message.to) && isFlag(message.isWhole)
        ? { type: 'answer', to: message.to, isWhole: message.isWhole }
        : undefined;
    case 'app': {
      const app = appIn(message.app);
      return isQuestion(message.to) && app ? { type: 'app', to: message.to, app } : undefined;
    }
    case 'stores': {
      const stores = checkedList(message.stores, MOST_FIELDS, storeIn);
      return isQuestion(message.to) && stores
        ? { type: 'stores', to: message.to, stores }
        : undefined;
    }
    case 'done':
      return done(message);
    default:
      return undefined;
  }
}

/** Milliseconds since 1970: the largest that a Date can have. */
const LATEST_TIME = 8.64e15;

type Fields = Record<string, unknown>;

function store({ name, inMemory, production }: Fields): ProbeMessage | undefined {
  if (!isClassName(name) || !isFlag(inMemory)) return undefined;
  if (production !== undefined && production !== true) return undefined;
  return { type: 'store', name, inMemory, ...(production && { production }) };
}

function done({ to, isDone, ids }: Fields): ProbeMessage | undefined {
  if (!isQuestion(to) || !isFlag(isDone)) return undefined;
  const told = ids === undefined ? undefined : checkedList(ids, MOST_FIELDS, idFigures);
  if (ids !== undefined && !told) return undefined;
  return { type: 'done', to, isDone, ...(told && { ids: told }) };
}

function listening({ address, port, secure, packages }: Fields): ProbeMessage | undefined {
  if (!isText(address, LONGEST_NAME) || isIP(address) === 0) return undefined;
  if (!isWhole(port, 1, 65_535) || (secure !== undefined && secure !== true)) return undefined;
  if (packages !== undefined && packages !== true) return undefined;
  return {
    type: 'listening',
    address,
    port,
    ...(secure && { secure }),
    ...(packages && { packages }),
  };
}

function operation(value: unknown): ProbeOperation | undefined {
  if (!isObject(value)) return undefined;
  const { name, sessionId: id, at, took, found, error, inRequest } = value;
  if (!isOperation(name) || !isTime(at) || !isSpan(took)) return undefined;
  if (id !== undefined && !isText(id, LONGEST_ID)) return undefined;
  if (found !== undefined && !isFlag(found)) return undefined;
  if (error !== undefined && !isText(error, LONGEST_ERROR)) return undefined;
  if (inRequest !== undefined && inRequest !== true) return undefined;
  return {
    name,
    ...(id !== undefined && { sessionId: id }),
    at,
    took,
    ...(found !== undefined && { found }),
    ...(error !== undefined && { error }),
    ...(inRequest && { inRequest }),
  };
}

function request(value: unknown): ProbeRequest | undefined {
  if (!isObject(value)) return undefined;
  const { method, path, at, took, status, location } = value;
  if (location !== undefined && !isText(location, LONGEST_PATH)) return undefined;
  if (!isText(method, LONGEST_NAME) || !isText(path, LONGEST_PATH)) return undefined;
  if (!isTime(at) || !isSpan(took)) return undefined;
  if (status !== undefined && !isWhole(status, 100, 999)) return undefined;
  const cookies = checkedList(value.cookies, MOST_COOKIES, cookieName);
  const session = value.session === undefined ? undefined : requestSession(value.session);
  if (!cookies || (value.session !== undefined && !session)) return undefined;
  const sent = value.sent === undefined ? undefined : sentIn(value.sent);
  if (value.sent !== undefined && !sent) return undefined;
  return {
    method,
    path,
    at,
    took,
    ...(status !== undefined && { status }),
    cookies,
    ...(location !== undefined && { location }),
    ...(session && { session }),
    ...(sent && { sent }),
  };
}

function requestSession(value: unknown): ProbeRequestSession | undefined {
  if (!isObject(value)) return undefined;
  const { saved, touched, destroyed, forged } = value;
  if (forged !== undefined && forged !== true) return undefined;
  if (!isFlag(saved) || !isFlag(touched) || !isFlag(destroyed)) return undefined;
  const before = value.before === undefined ? undefined : moment(value.before);
  const after = value.after === undefined ? undefined : moment(value.after);
  const errors = checkedList(value.errors, MOST_ERRORS, errorText);
  if (!errors || (value.before && !before) || (value.after && !after)) return undefined;
  return {
    ...(before && { before }),
    ...(after && { after }),
    ...(forged && { forged }),
    saved,
    touched,
    destroyed,
    errors,
  };
}

/** A session at one moment of a request; only its id, if the store does not have it. */
function moment(value: unknown): ProbeMoment | undefined {
  if (!isObject(value)) return undefined;
  const { sessionId: id, text, size } = value;
  if (text !== undefined || size !== undefined) return storedSession(value);
  return isText(id, LONGEST_ID) ? { sessionId: id } : undefined;
}

function storedSession(value: unknown): StoredSession | undefined {
  if (!isObject(value)) return undefined;
  const { sessionId: id, text, size, expires } = value;
  if (!isText(id, LONGEST_ID)) return undefined;
  if (expires !== undefined && typeof expires !== 'number') return undefined;
  const base = { sessionId: id, ...(expires !== undefined && { expires }) };
  if (isText(text, LONGEST_TEXT)) return { ...base, text };
  return text === undefined && isCount(size) ? { ...base, size } : undefined;
}

function sessionId(value: unknown): string | undefined {
  return isText(value, LONGEST_ID) ? value : undefined;
}

function cookieName(value: unknown): string | undefined {
  return isText(value, LONGEST_NAME) ? value : undefined;
}

function errorText(value: unknown): string | undefined {
  return isText(value, LONGEST_ERROR) ? value : undefined;
}

function isOperation(value: unknown): value is OperationName {
  return OPERATIONS.some((name) => name === value);
}

/** Questions are counted from 1. */
function isQuestion(value: unknown): value is number {
  return isWhole(value, 1, Number.MAX_SAFE_INTEGER);
}

function isCount(value: unknown): value is number {
  return isWhole(value, 0, Number.MAX_SAFE_INTEGER);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LATEST_TIME;
}

function isSpan(value: unknown): value is number {
  return isTime(value) && value >= 0;
}
