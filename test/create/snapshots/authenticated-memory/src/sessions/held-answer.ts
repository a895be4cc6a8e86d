import type { RequestHandler, Response } from 'express';
import { saveSession, storeOf } from './session-saving.ts';

/**
 * Holds each answer back until what it changed in the session is stored. express-session by itself sends it meanwhile,
 * so that a page, and a cookie, would go out for what turns out not to be stored.
 */
export const answerWhenStored: RequestHandler = (req, res, next) => {
  const { end, writeHead } = res;
  let release: (() => void) | undefined;
  let isStorable = false;
  const fail = (error: unknown) => {
    release?.();
    release = undefined;
    // No cookie for what is not stored.
    Reflect.deleteProperty(req, 'session');
    next(error);
  };
  const hasChanged = () => {
    const changed = Boolean(req.session) && storeOf(req).hasChanged(req.session);
    isStorable = true;
    return changed;
  };

  res.end = (...args: unknown[]) => {
    // The page has ended its answer already.
    if (release) return res;
    // express-session takes the last one for something to send.
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
        release = holdBack(res);
        saveSession(req).then(finish).catch(fail);
      } else finish();
    } catch (error) {
      fail(error);
    }
    return res;
  };

  // Of an answer that is streamed, the cookie goes out long before the end. What cannot be stored must not throw here,
  // in the middle of somebody's stream: that would end the process.
  res.writeHead = (...args: unknown[]) => {
    try {
      if (!isStorable) hasChanged();
    } catch (error) {
      Reflect.deleteProperty(req, 'session');
      // The end does not go out: whoever reads the stream must not take it for whole.
      release = () => {};
      setImmediate(fail, error);
    }
    return Reflect.apply(writeHead, res, args);
  };
  next();
};

/** Until it goes out, an answer that was ended counts as sent: what its page does afterwards changes nothing of it. */
function holdBack(res: Response): () => void {
  const { statusCode } = res;
  const sent = { value: true, configurable: true };
  // Of a stream, the headers are out.
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
