import type { Flow } from '../flow.ts';
import { read } from './steps.ts';

/** The flow for apps without a sign-in. It is then the default, and not listed. */
export const HOME: Flow = {
  name: 'home',
  about: 'the home page, twice: whether a session begins, and goes on',
  steps: [
    read('the home page', '/', [{ works: true }]),
    read('the home page again', '/', [{ works: true }]),
  ],
};
