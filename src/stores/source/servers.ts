import type { Value } from '../../project/source/values.ts';
import {
  type Call,
  callsIn,
  onlyOne,
  propertyOf,
  type SourceEvidence,
  untold,
} from './evidence.ts';

/** How clients of a kind of server are made, and where they get the address. */
export interface Clients {
  scheme: string;
  /** The functions that make one. */
  makers: readonly string[];
  /** The properties of an object that hold a whole address. */
  addresses: readonly string[];
  /** Variables with the address, in the order in which they are tried. */
  variables: readonly string[];
  /** The default address of a client. */
  untold(env: NodeJS.ProcessEnv): FoundAddress | undefined;
  /** The flag to use instead. */
  flag: string;
}

/** An address, and the setting that it comes from. */
export interface FoundAddress {
  url: string;
  setting: string;
}

/**
 * The address of a server: from the code that makes its clients, else from the environment; undefined if neither says
 * it.
 *
 * @throws Failure `usage` if only the app itself can know it
 */
export function serverIn(
  clients: Clients,
  evidence: SourceEvidence,
  calls: readonly Call[] = clients.makers.flatMap((maker) => callsIn(maker, evidence)),
): FoundAddress | undefined {
  const found = calls.map((call) => addressOf(call, clients));
  const told = onlyOne(found.flatMap((address) => (address ? [address.url] : [])));
  const [first] = calls;
  if (first && told !== undefined && !found.includes(undefined)) {
    return told === ''
      ? clients.untold(evidence.env)
      : { url: told, setting: `what ${first.path} says` };
  }
  const set = fromVariables(clients, evidence);
  if (!set && first) throw untold(first.path, 'where the server is', clients.flag, evidence);
  return set;
}

function fromVariables({ variables }: Clients, { env }: SourceEvidence): FoundAddress | undefined {
  for (const name of variables) {
    const url = env[name];
    if (url) return { url, setting: name };
  }
  return undefined;
}

/** The address in a call, empty if it comes from the environment; undefined if it is not known. */
function addressOf({ values }: Call, clients: Clients): { url: string } | undefined {
  const [first, second] = values;
  if (!first || first.kind === 'absent') return { url: '' };
  if (first.kind === 'unknown') return undefined;
  if (first.kind === 'text') {
    // ioredis takes a port, and then a host.
    if (!/^\d+$/.test(first.text)) return { url: first.text };
    const host =
      second === undefined ? 'localhost' : second.kind === 'text' ? second.text : undefined;
    return host === undefined ? undefined : { url: `${clients.scheme}://${host}:${first.text}` };
  }
  for (const name of clients.addresses) {
    const whole = propertyOf(first, name);
    if (whole.kind === 'text') return { url: whole.text };
    if (whole.kind === 'unknown') return undefined;
    // The property is there, but its variable is not set.
    if (whole.kind === 'absent' && first.properties.has(name)) return { url: '' };
  }
  return addressFrom(first, clients.scheme);
}

/** An address from the parts in an object. */
function addressFrom(options: Value, scheme: string): { url: string } | undefined {
  const socket = propertyOf(options, 'socket');
  const part = (...names: string[]) => {
    const values = names.flatMap((name) => [
      propertyOf(options, name),
      ...(socket.kind === 'object' ? [propertyOf(socket, name)] : []),
    ]);
    return values.find(({ kind }) => kind !== 'absent') ?? { kind: 'absent' as const };
  };
  const parts = {
    host: part('host'),
    port: part('port'),
    user: part('user', 'username'),
    password: part('password'),
    database: part('database', 'db'),
  };
  if (socket.kind === 'unknown' || Object.values(parts).some(({ kind }) => kind === 'unknown')) {
    return undefined;
  }
  const text = (value: Value) => (value.kind === 'text' ? value.text : '');
  const [host, port, user, password, database] = Object.values(parts).map(text);
  if (![host, port, user, password, database].some(Boolean)) return { url: '' };
  const signIn = [user, password].map((word) => encodeURIComponent(word ?? ''));
  const before = user || password ? `${signIn.join(password ? ':' : '')}@`.replace(/:@$/, '@') : '';
  const at = `${host || 'localhost'}${port ? `:${port}` : ''}`;
  return { url: `${scheme}://${before}${at}/${encodeURIComponent(database ?? '')}` };
}
