import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { SHOUTED } from '../../src/flows/built-in/rule-flows.ts';
import { type Flow, visitsIn } from '../../src/flows/flow.ts';

it('a flow of a page that opens under another spelling expects that it does not', async () => {
  const attacks: Flow[] = [];
  const app = {
    directory: resolve('faults'),
    start: 'node app.cjs',
    env: { FAULT: 'closed under one spelling' },
    login: '/login',
    protected: '/about',
    user: 'alice',
    password: 'correct-horse-battery',
    onAttack: (flow: Flow) => attacks.push(flow),
  };
  for await (const _ of audit({ ...app, level: 1 }));
  const attack = attacks.find(({ name }) => name === 'protected-page');
  const visit = visitsIn(attack?.steps ?? []).find(({ title }) => title === SHOUTED);
  expect(visit?.expect).toEqual([{ rule: 'protected-page', letIn: false }]);
});
