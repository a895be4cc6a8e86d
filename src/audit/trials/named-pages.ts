import { read } from '../../flows/built-in/steps.ts';
import type { Flow } from '../../flows/flow.ts';
import type { WayIn } from '../../flows/way-in.ts';
import { OF_PAGES } from './headers.ts';

const STRANGER = { visitor: 'stranger' };

/** A flow that opens each named page once; undefined if none was named. */
export function namedPages({ login, ...way }: Partial<WayIn>): Flow | undefined {
  const steps = [
    ...(login && 'page' in login ? [read('the sign-in page', '$login', OF_PAGES, STRANGER)] : []),
    ...(way.protected === undefined
      ? []
      : [
          read(
            'the protected page, as a stranger',
            '$protected',
            [...OF_PAGES, { rule: 'protected-page', asksToSignIn: true }],
            STRANGER,
          ),
        ]),
  ];
  if (steps.length === 0) return undefined;
  return {
    name: 'named-pages',
    about: 'pages that were named, as a stranger sees them',
    steps,
  };
}
