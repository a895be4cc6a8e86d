import type { Visit } from '../flows/flow.ts';
import type { Visitor } from './visitor.ts';

/** Whether a visit is only for a visitor whose last response was another one. @param named the visitor of a name */
export function isForOthers(
  { do: action, ifRedirected, ifLedOn, ifKeptOut, visitor, trickedBy }: Visit,
  named: (name: string | undefined) => Visitor,
): boolean {
  return (
    (ifRedirected === true && !named(visitor).isRedirected) ||
    (ifLedOn === true && !named(visitor).isLedOn) ||
    (ifKeptOut !== undefined && !named(ifKeptOut).isKeptOut) ||
    ('newPassword' in action && !named(trickedBy ?? visitor).canChangePassword)
  );
}
