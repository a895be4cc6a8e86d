import { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it, vi } from 'vitest';
import { startApp } from '../../support/app.ts';

it('keeps idle connections for longer than load balancers do, so that these close them', async () => {
  const { headers } = await fetch(`${await startApp()}/products`);
  expect(headers.get('keep-alive')).toBe('timeout=65');
});

it('makes requests and responses as Express wants them, so that none changes its prototype', async () => {
  const url = await startApp();
  const change = Object.setPrototypeOf;
  const asked: string[] = [];
  const changed: string[] = [];
  vi.spyOn(Object, 'setPrototypeOf').mockImplementation((object, prototype) => {
    if (object instanceof IncomingMessage || object instanceof ServerResponse) {
      asked.push(object.constructor.name);
      if (Object.getPrototypeOf(object) !== prototype) changed.push(object.constructor.name);
    }
    return change(object, prototype);
  });
  await fetch(url);
  vi.restoreAllMocks();
  // Express does ask for it.
  expect(asked).toEqual(['AppRequest', 'AppResponse']);
  expect(changed).toEqual([]);
});
