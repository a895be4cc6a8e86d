import { createServer } from 'node:http';
import express from 'express';
import session from 'express-session';
import { listen } from './listen.ts';

/** The value of the cookie that express-session sends for a session id. */
export async function signedCookie(sessionId: string, secret: string): Promise<string> {
  const app = express();
  const options = { resave: false, saveUninitialized: true };
  app.use(session({ ...options, secret, genid: () => sessionId }), (_, res) => {
    res.end();
  });
  const response = await fetch(`http://127.0.0.1:${await listen(createServer(app))}`);
  const [, value = ''] =
    /^connect\.sid=([^;]+)/.exec(response.headers.getSetCookie()[0] ?? '') ?? [];
  return value;
}
