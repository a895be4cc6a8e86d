import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createLineServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { redisAt } from '../../src/stores/places.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { runCli } from '../support/cli.ts';
import { openFaultyLine } from '../support/faulty-line.ts';
import { listen } from '../support/listen.ts';
import { openStore, record } from '../support/records.ts';
import { freePort, type RedisServer, startRedis, withRedis } from '../support/redis.ts';
import {
  type ClusterNode,
  type RedisCluster,
  startRedisCluster,
} from '../support/redis-cluster.ts';
import { scratchFolder } from '../support/scratch.ts';
import { sessionsIn } from '../support/sessions-in.ts';
import { inspectStore, masked } from '../support/stored.ts';

const PASSWORD = 's3cret%/@';

const inspect = (url: string, ...args: string[]) => inspectStore({ args: ['--redis', url] }, args);

/** A user's name: the session's id would be masked, as a long one is wherever its session holds it. */
function userOf(id: string): string {
  return id.replace('visitor', 'user');
}

/** Stores sessions as a generated site does. */
async function store(url: string, ids: readonly string[]): Promise<void> {
  const records = await openStore('redis', { REDIS_URL: url, REDIS_PREFIX: 'sess:' });
  for (const id of ids) await records.create(id, record({ user_name: userOf(id) }));
  await records.close();
}

describe.skipIf(!inject('redisServer'))('inspect --redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis(inject('redisServer'));
    await store(server.url, ['alice', 'bob']);
  });
  afterAll(() => server?.stop());

  /** Everything that goes wrong with Redis is told so: exit code 4, one line, nothing else. */
  async function expectFailure(url: string, message: RegExp, args: string[] = []): Promise<void> {
    const { exitCode, stdout, stderr } = await inspect(url, ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.split('\n')).toHaveLength(1);
    expect(stderr).not.toContain(PASSWORD);
    expect(stderr).not.toContain(encodeURIComponent(PASSWORD));
  }

  it('a Redis that is not there', async () => {
    const port = await freePort();
    await expectFailure(
      `redis://127.0.0.1:${port}`,
      /^error: Redis at 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)\. Check that it is running, and that --redis is right\.$/,
    );
  });

  it('names REDIS_URL, if the address came from there', async () => {
    const env = { REDIS_URL: `redis://127.0.0.1:${await freePort()}` };
    const options = { bin: 'session-app', env, cwd: scratchFolder() } as const;
    const { exitCode, stderr } = await runCli(['inspect'], options);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('that REDIS_URL is right.');
  });

  it('an address that is none, without telling what it was', async () => {
    const { exitCode, stderr } = await inspect(`http://:${encodeURIComponent(PASSWORD)}@127.0.0.1`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--redis must be an address such as redis://127.0.0.1:6379');
    expect(stderr).not.toContain(encodeURIComponent(PASSWORD));
  });

  it('a name that nobody knows', async () => {
    await expectFailure('redis://nowhere.invalid', /cannot be reached \((ENOTFOUND|EAI_AGAIN)\)/);
  });

  it('a database that it does not have', async () => {
    await expectFailure(
      `${server.url}/99`,
      /has no database 99\. Its number is at the end of --redis\./,
    );
  });

  it('something that is no Redis', async () => {
    const port = await listen(createServer((_, res) => res.end('hello')));
    await expectFailure(`redis://127.0.0.1:${port}`, /does not answer like Redis/);
  });

  it('something that never says a word', async () => {
    const silent = createLineServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const address = silent.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expectFailure(`redis://127.0.0.1:${port}`, /no answer within 5 s/);
  });

  it('a Redis that is frozen', async () => {
    server.process.kill('SIGSTOP');
    onTestFinished(() => void server.process.kill('SIGCONT'));
    await expectFailure(server.url, /cannot be reached \(no answer within 5 s\)/);
  });

  it('a line that breaks in the middle of a reply', async () => {
    const line = await openFaultyLine(Number(new URL(server.url).port));
    onTestFinished(() => line.stop());
    line.cutReplyAfter(40);
    await expectFailure(`redis://127.0.0.1:${line.port}`, /it closed the connection/);
  });

  it('a line that is slow is no fault', async () => {
    const line = await openFaultyLine(Number(new URL(server.url).port));
    onTestFinished(() => line.stop());
    line.delay = 100;
    const { exitCode, stdout } = await inspect(`redis://127.0.0.1:${line.port}`, '--count');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '2' });
  });

  describe('and a password', () => {
    beforeAll(async () => {
      await withRedis(server.url, (client) =>
        client.sendCommand(['ACL', 'SETUSER', 'reader', 'on', `>${PASSWORD}`, '~sess:*', '+@all']),
      );
    });
    const as = (user: string, password = PASSWORD) =>
      server.url.replace('//', `//${user}:${encodeURIComponent(password)}@`);
    const allow = (...rules: string[]) =>
      withRedis(server.url, (client) =>
        client.sendCommand(['ACL', 'SETUSER', 'reader', 'resetkeys', '-@all', ...rules]),
      );

    it('that is right is no fault, whatever characters it has', async () => {
      await allow('~sess:*', '+@all');
      const { exitCode, stdout } = await inspect(as('reader'), '--count');
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '2' });
    });

    it('that is wrong', async () => {
      await expectFailure(
        as('reader', 'wrong'),
        /refused: WRONGPASS .*The user name or the password in --redis is wrong\.$/,
      );
    });

    it('that is missing', async () => {
      await withRedis(server.url, (client) => client.configSet('requirepass', PASSWORD));
      const withPassword = server.url.replace('//', `//:${encodeURIComponent(PASSWORD)}@`);
      onTestFinished(() =>
        withRedis(withPassword, async (client) => void (await client.configSet('requirepass', ''))),
      );
      await expectFailure(server.url, /NOAUTH .*redis:\/\/:PASSWORD@HOST:PORT in --redis\.$/);
      expect((await inspect(withPassword, '--count')).stdout).toBe('2');
    });

    it.each([
      ['SCAN', ['~sess:*', '+get']],
      ['GET', ['~sess:*', '+scan']],
    ])('of a user who may not use %s', async (_, rules) => {
      await allow(...rules);
      await expectFailure(
        as('reader'),
        /refused: NOPERM .*--redis names needs ACL permissions .*: \+scan \+get /,
      );
    });

    it('of a user who may read no more than what is needed is no fault', async () => {
      await allow('~sess:*', '+scan', '+get');
      const { exitCode, stdout } = await inspect(as('reader'));
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/alice[\s\S]*bob|bob[\s\S]*alice/);
    });

    it('of a user who may not read one of the keys: that one is a row', async () => {
      await allow('~sess:alice', '+scan', '+get');
      const { exitCode, stdout } = await inspect(as('reader'));
      expect(exitCode).toBe(0);
      expect(stdout).toContain('alice');
      expect(stdout).toMatch(
        new RegExp(`^${masked('bob')} +\\? .*unreadable: this user may not read the key$`, 'm'),
      );
    });

    it('of a user who may read, and not destroy', async () => {
      await allow('~sess:*', '+scan', '+get');
      const { exitCode, stderr } = await inspect(as('reader'), '--destroy', masked('bob'), '--yes');
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(
        /NOPERM .*to destroy sessions, \+watch \+unwatch \+multi \+exec \+del too\./,
      );
      expect((await inspect(server.url, '--count')).stdout).toBe('2');
    });
  });

  it('a replica is read, and cannot be written to', async () => {
    const { port } = new URL(server.url);
    const replica = await startRedis(inject('redisServer'), undefined, [
      '--replicaof',
      '127.0.0.1',
      port,
    ]);
    onTestFinished(() => replica.stop());
    await vi.waitFor(async () => expect((await inspect(replica.url, '--count')).stdout).toBe('2'), {
      timeout: 20_000,
    });
    const { exitCode, stderr } = await inspect(replica.url, '--destroy', masked('bob'), '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      'It is a replica, which can only be read. Name its master in --redis.',
    );
    expect((await inspect(server.url, '--count')).stdout).toBe('2');
  });

  it('a Redis behind TLS', async () => {
    const { key, certificate } = selfSignedCertificate();
    const port = await freePort();
    const secure = await startRedis(inject('redisServer'), undefined, [
      ...['--tls-port', String(port), '--tls-cert-file', certificate, '--tls-key-file', key],
      ...['--tls-auth-clients', 'no'],
    ]);
    onTestFinished(() => secure.stop());
    await store(secure.url, ['alice']);
    const args = ['--redis', `rediss://127.0.0.1:${port}`];
    const trusted = await inspectStore({ args }, ['--count'], { NODE_EXTRA_CA_CERTS: certificate });
    expect(trusted).toMatchObject({ exitCode: 0, stdout: '1' });
    const untrusted = await inspectStore({ args }, ['--count']);
    expect(untrusted.exitCode).toBe(4);
    expect(untrusted.stderr).toMatch(/cannot be reached \(\w*SELF_SIGNED\w*\)/);
  });
});

describe.skipIf(!inject('redisServer'))('inspect --redis, on a cluster of three nodes', () => {
  const ids = Array.from({ length: 30 }, (_, n) => `visitor-${n}`);
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster(inject('redisServer'));
    await store(cluster.url, ids);
  });
  afterAll(() => cluster?.stop());

  const users = (stdout: string) =>
    JSON.parse(stdout)
      .map(({ user }: { user: string }) => user)
      .sort();

  it.each([
    ['several nodes', () => cluster.url],
    ['any one of its nodes', () => cluster.nodes[2]?.url ?? ''],
  ])('all sessions are found by the addresses of %s', async (_, url) => {
    const { exitCode, stdout } = await inspect(url(), '--json');
    expect(exitCode).toBe(0);
    expect(users(stdout)).toEqual(ids.map(userOf).sort());
  });

  it('one session is shown, and destroyed, on whichever node it is', async () => {
    for (const id of ids.slice(0, 5)) {
      expect((await inspect(cluster.url, masked(id))).stdout).toContain(userOf(id));
      const { exitCode } = await inspect(cluster.url, '--destroy', masked(id), '--yes');
      expect(exitCode).toBe(0);
    }
    expect((await inspect(cluster.url, '--count')).stdout).toBe('25');
    await store(cluster.url, ids.slice(0, 5));
  });

  it('several addresses that are no cluster are a fault', async () => {
    const single = await startRedis(inject('redisServer'));
    onTestFinished(() => single.stop());
    const { exitCode, stderr } = await inspect(`${single.url},${single.url}`);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('is not part of a cluster, but --redis names several addresses');
  });

  it.each([
    ['have moved to a node that was read already', true],
    ['are on their way to such a node', false],
  ])('sessions that %s are found there', async (_, arrive) => {
    const [first, , last] = nodesInOrder(cluster);
    const records: string[] = [];
    let moved: string[] = [];
    for await (const { user } of sessionsIn(redisAt(cluster.url, undefined, '--redis'))) {
      records.push(user ?? '');
      if (records.length > 1) continue;
      moved = await sendSessions(last, first, ids);
      if (arrive) await endMove(last, first, moved);
    }
    expect(moved.length).toBeGreaterThan(0);
    expect(records.sort()).toEqual(ids.map(userOf).sort());
    const { stdout } = await inspect(cluster.url, '--json');
    expect(users(stdout)).toEqual(ids.map(userOf).sort());

    await endMove(last, first, moved);
    await endMove(first, last, await sendSessions(first, last, moved));
  });

  it('a node that is lost: what the others hold is shown, then the fault, with exit code 4', async () => {
    const [, lost] = cluster.nodes;
    await lost?.server.stop();
    const { exitCode, stdout, stderr } = await inspect(cluster.url, '--json');
    expect(exitCode).toBe(4);
    expect(users(stdout).length).toBeLessThan(ids.length);
    expect(stderr).toMatch(/^error: Redis at 127\.0\.0\.1:\d+ cannot be reached/);
  });
});

/** Nodes in the order in which they are read. */
function nodesInOrder({ nodes }: RedisCluster): [ClusterNode, ClusterNode, ClusterNode] {
  return [...nodes].sort((one, other) => (one.url < other.url ? -1 : 1)) as [
    ClusterNode,
    ClusterNode,
    ClusterNode,
  ];
}

type Use = (source: Client, target: Client, sourceId: string, targetId: string) => Promise<void>;
type Client = Parameters<Parameters<typeof withRedis>[1]>[0];

function betweenNodes(from: ClusterNode, to: ClusterNode, use: Use): Promise<void> {
  return withRedis(from.url, (source) =>
    withRedis(to.url, async (target) =>
      use(source, target, await source.clusterMyId(), await target.clusterMyId()),
    ),
  );
}

/** Sends the sessions that a node has to another one. Their slots still belong to the first one. Answers which they are. */
async function sendSessions(
  from: ClusterNode,
  to: ClusterNode,
  ids: readonly string[],
): Promise<string[]> {
  const { hostname, port } = new URL(to.url);
  const sent: string[] = [];
  await betweenNodes(from, to, async (source, target, sourceId, targetId) => {
    const held = new Set(await source.keys('sess:*'));
    for (const id of ids.filter((name) => held.has(`sess:${name}`))) {
      const slot = String(await source.clusterKeySlot(`sess:${id}`));
      await target.sendCommand(['CLUSTER', 'SETSLOT', slot, 'IMPORTING', sourceId]);
      await source.sendCommand(['CLUSTER', 'SETSLOT', slot, 'MIGRATING', targetId]);
      await source.sendCommand(['MIGRATE', hostname, port, `sess:${id}`, '0', '5000']);
      sent.push(id);
    }
  });
  return sent;
}

/** Has the slots of sessions that were sent belong to the node that they were sent to. */
function endMove(from: ClusterNode, to: ClusterNode, ids: readonly string[]): Promise<void> {
  return betweenNodes(from, to, async (source, target, _, targetId) => {
    for (const id of ids) {
      const slot = String(await source.clusterKeySlot(`sess:${id}`));
      for (const node of [target, source]) {
        await node.sendCommand(['CLUSTER', 'SETSLOT', slot, 'NODE', targetId]);
      }
    }
  });
}
