import { expect, it } from 'vitest';
import { differencesIn } from '../../src/simulate/differences.ts';
import { aStep } from '../support/runs.ts';

const redirect = (to: string) => ({
  status: 302,
  headers: [],
  location: { to, onThisSite: true },
  body: '',
  size: 0,
});

it.each([
  ['the same place', '/home', '/home', false],
  [
    'another port of the same app',
    'http://localhost:4001/home',
    'http://localhost:4002/home',
    false,
  ],
  ['what is new each time', '/home?state=a1', '/home?state=b2', false],
  ['another page', '/home', '/login', true],
])('where the two paces lead: %s', (_, patient, quick, differs) => {
  const steps = [
    aStep({ pace: 'patient', response: redirect(patient) }),
    aStep({ pace: 'quick', response: redirect(quick) }),
  ];
  expect(differencesIn(steps).length).toBe(differs ? 1 : 0);
});
