import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import express from 'express';
import session, { MemoryStore, type SessionOptions } from 'express-session';
import { expect, it } from 'vitest';
import { SessionLayers } from '../../src/probe/session-layers.ts';
import { listen } from '../support/listen.ts';

const require = createRequire(import.meta.url);
const express4: typeof express = require('express4');

type App = ReturnType<typeof express>;

interface Case {
  app(app: App): void;
  /** How many stores it makes. */
  stores: number;
  paths: string[];
  isIdle: boolean;
}

const middleware = (options: Partial<SessionOptions> = {}) =>
  session({ secret: 'of this test', resave: false, saveUninitialized: true, ...options });

const twice = middleware();
const store = new MemoryStore();

const CASES: Record<string, Case> = {
  'two for every path': {
    app: (app) => app.use(middleware(), middleware({ name: 'other' })),
    stores: 2,
    paths: ['/'],
    isIdle: true,
  },
  'one for every path, and one for some': {
    app: (app) => app.use(middleware()).use('/admin', middleware({ name: 'admin' })),
    stores: 2,
    paths: ['/', '/admin'],
    isIdle: true,
  },
  'one in a router behind another': {
    app: (app) => app.use(middleware()).use('/shop', express.Router().use(middleware())),
    stores: 2,
    paths: ['/shop'],
    isIdle: true,
  },
  'one for some paths, and then one for the others': {
    app: (app) => app.use('/admin', middleware({ name: 'admin' })).use(middleware()),
    stores: 2,
    paths: ['/', '/admin'],
    isIdle: false,
  },
  'two on separate paths': {
    app: (app) => app.use('/admin', middleware()).use('/shop', middleware()),
    stores: 2,
    paths: ['/admin', '/shop'],
    isIdle: false,
  },
  'one whose cookie is for some paths, and then one for the others': {
    app: (app) => app.use(middleware({ cookie: { path: '/admin' } }), middleware()),
    stores: 2,
    paths: ['/', '/admin'],
    isIdle: false,
  },
  'the same one twice': {
    app: (app) => app.use(twice).use('/admin', twice),
    stores: 1,
    paths: ['/', '/admin'],
    isIdle: false,
  },
  'two with one store': {
    app: (app) => app.use(middleware({ store })).use('/admin', middleware({ store })),
    stores: 1,
    paths: ['/', '/admin'],
    isIdle: false,
  },
  'an app in an app, each with its own': {
    app: (app) => app.use('/admin', express().use(middleware())).use(middleware()),
    stores: 2,
    paths: ['/', '/admin'],
    isIdle: false,
  },
};

it.each(
  Object.entries(CASES).flatMap(([name, one]) => [
    { name: `${name}, Express 5`, express, ...one },
    { name: `${name}, Express 4`, express: express4, ...one },
  ]),
)('a session middleware that can do nothing: $name', async (one) => {
  const app = one.express();
  one.app(app);
  app.use((_request, response) => void response.send('a page'));
  let told = 0;
  const layers = new SessionLayers(() => {
    told += 1;
  });
  layers.watch(app, () => one.stores);
  const port = await listen(createServer(app));
  for (const path of one.paths) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    expect(await response.text()).toBe('a page');
  }
  expect(told).toBe(one.isIdle ? 1 : 0);
});
