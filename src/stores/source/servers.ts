import type { Value } from '../../project/source/values.ts';
import {
  type Call,
  callsIn,
  onlyOne,
  propertyOf,
  type SourceEvidence,
  untold,
} from './evidence.ts';

/** How clients of a kind of server are made, and what they are told of it. */
export interface Clients {
  scheme: string;
  /** Functions that make one. */
  makers: readonly string[];
  /** The properties of an object that hold a whole address. */
  addresses: readonly string[];
  /** Where the environment says it, in the order of who is asked first. */
  variables: readonly string[];
  /** Where a client goes that is told nothing. */
  untold(env: NodeJS.ProcessEnv): FoundAddress | undefined;
  /** The flag that says it otherwise. */
  flag: string;
}

/** An address, and the setting that it comes from. */
export interface FoundAddress {
  url: string;
  setting: string;
}

/**
 * Where a server is, by how its clients are made, else by the environment; undefined where nothing is said of it.
 *
 * @throws Failure `usage` where only the app itself can tell
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

/** What a call says: an address, empty where it leaves that to the environment; undefined where nobody can tell. */
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
    // It is named, and nobody has set it.
    if (whole.kind === 'absent' && first.properties.has(name)) return { url: '' };
  }
  return addressFrom(first, clients.scheme);
}

/** What an object says in parts. */
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
