import type { RequestHandler, Response } from 'express';
import { saveSession, storeOf } from './session-saving.ts';

/**
 * Delays each answer until the changes to its session are stored.
 *
 * express-session sends the answer while it saves. If saving failed, the visitor would already have the page, and a
 * cookie for a session that does not exist.
 */
export const saveBeforeResponse: RequestHandler = (req, res, next) => {
  const { end, writeHead } = res;
  let release: (() => void) | undefined;
  let isChecked = false;
  const fail = (error: unknown) => {
    release?.();
    release = undefined;
    // Without the session, express-session sends no cookie.
    Reflect.deleteProperty(req, 'session');
    next(error);
  };
  const hasChanged = () => {
    const changed = Boolean(req.session) && storeOf(req).hasChanged(req.session);
    isChecked = true;
    return changed;
  };

  res.end = (...args: unknown[]) => {
    // The handler called `end` before, and that answer is still waiting.
    if (release) return res;
    // express-session mistakes a callback for a part of the answer.
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      args.pop();
      res.once('finish', () => callback());
    }
    const finish = () => {
      release?.();
      release = undefined;
      Reflect.apply(end, res, args);
    };
    try {
      if (hasChanged()) {
        release = hold(res);
        saveSession(req).then(finish).catch(fail);
      } else finish();
    } catch (error) {
      fail(error);
    }
    return res;
  };

  // A streamed answer sends its headers, with the cookie, long before it ends. A session that cannot be stored must not
  // throw here: nothing would catch the error in the middle of a stream, and the process would end.
  res.writeHead = (...args: unknown[]) => {
    try {
      if (!isChecked) hasChanged();
    } catch (error) {
      Reflect.deleteProperty(req, 'session');
      // The stream is cut instead of ended, so that the reader does not take it for complete.
      release = () => {};
      setImmediate(fail, error);
    }
    return Reflect.apply(writeHead, res, args);
  };
  next();
};

/** Makes a waiting answer look sent, so that its handler can no longer change it. The result undoes this. */
function hold(res: Response): () => void {
  const { statusCode } = res;
  const sent = { value: true, configurable: true };
  // The headers of a stream really have been sent.
  if (!res.headersSent) Object.defineProperties(res, { headersSent: sent, writableEnded: sent });
  res.setHeader = () => {
    throw new Error('Cannot set headers after they are sent to the client');
  };
  return () => {
    for (const name of ['headersSent', 'writableEnded', 'setHeader']) {
      Reflect.deleteProperty(res, name);
    }
    res.statusCode = statusCode;
  };
}
