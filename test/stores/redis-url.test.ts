import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { readRedisUrl } from '../../src/stores/redis/url.ts';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/scratch.ts';

const PLAIN = { host: 'h', port: 6379, tls: false, database: 0 };

it.each<[url: string, address: object]>([
  ['redis://h', PLAIN],
  ['REDIS://h', PLAIN],
  ['redis://h:', PLAIN],
  ['redis://h/', PLAIN],
  ['redis://h:7000/15', { ...PLAIN, port: 7000, database: 15 }],
  ['redis://h:65535', { ...PLAIN, port: 65_535 }],
  ['rediss://h', { ...PLAIN, tls: true }],
  ['redis://[::1]:7000', { ...PLAIN, host: '::1', port: 7000 }],
  ['redis://a_b-c.example', { ...PLAIN, host: 'a_b-c.example' }],
  ['redis://:pw@h', { ...PLAIN, password: 'pw' }],
  ['redis://me:p%40%2F%25%2C%C3%A4@h', { ...PLAIN, user: 'me', password: 'p@/%,ä' }],
  ['redis://me:p@w@h', { ...PLAIN, user: 'me', password: 'p@w' }],
])('%s is an address', (url, address) => {
  expect(readRedisUrl(url)).toEqual([address]);
});

/** Each has a password in it, which no message may repeat. */
const SECRET = 's3cret';

const WRONG: ReadonlyArray<[url: string, hint: RegExp]> = [
  [`redis://:${SECRET}@h:99999`, /a port is at most 65535/],
  [`redis://:${SECRET}@h:0`, /No server has port 0/],
  [`redis://:${SECRET}@h:-1`, /a port is at most 65535/],
  [`redis://h,redis://:${SECRET}@h:99999`, /a port is at most 65535/],
  [`redis://:${SECRET}@`, /%40 for @/],
  ['redis://', /must name a host/],
  ['redis:', /must name a host/],
  ['redis:///0', /must name a host/],
  [`redis://:${SECRET}/x@h`, /%2F for \//],
  [`redis://:${SECRET},x@h`, /%2C for a comma/],
  [`redis://:${SECRET}%zz@h`, /%25 for %/],
  [`redis://:${SECRET}%ff@h`, /%25 for %/],
  [`redis://:${SECRET}@h/abc`, /number of a database/],
  [`redis://:${SECRET}@h/0/1`, /number of a database/],
  [`redis://:${SECRET}@h/-1`, /number of a database/],
  [`redis://:${SECRET}@h/99999999999`, /number of a database, at most 2147483647/],
  [`redis://:${SECRET}@h/${'9'.repeat(400)}`, /number of a database/],
  [`redis://:${SECRET}@h\u0007`, /no control characters/],
  [`redis://:${SECRET}\t@h`, /no control characters/],
  [`redis://:${SECRET}@h\nredis://h`, /no control characters/],
  [`redis://:${SECRET}@a%00b`, /must name a host/],
  ['/var/run/redis.sock', /socket file cannot be used/],
  ['unix:///var/run/redis.sock', /socket file cannot be used/],
  [`redis+unix://:${SECRET}@/var/run/redis.sock`, /socket file cannot be used/],
  ['redis:///var/run/redis.sock', /socket file cannot be used/],
  [`http://:${SECRET}@h`, /must be an address such as/],
  [`h:6379`, /must be an address such as/],
  ['', /must be an address such as/],
  [' , ', /must be an address such as/],
];

describe.each(WRONG)('%j is no address', (url, hint) => {
  it('which is said, with what is wrong, and without its password', () => {
    const read = () => readRedisUrl(url, '--redis');
    expect(read).toThrow(Failure);
    expect(read).toThrow(/^--redis must be an address such as redis:\/\/127\.0\.0\.1:6379/);
    expect(read).toThrow(hint);
    expect(read).not.toThrow(new RegExp(SECRET));
  });
});

it.each([
  ['inspect', 'REDIS_URL', []],
  [
    'simulate',
    '--redis',
    ['--start', 'node app.js', '--redis', `redis://:${SECRET}@127.0.0.1:99999`],
  ],
])(
  "%s says so of the %s that it takes, the site's own or a given one",
  async (verb, setting, args) => {
    const site = makeFolder();
    writeFileSync(
      join(site, 'package.json'),
      '{"dependencies":{"express-session":"1","connect-redis":"9"},"scripts":{"start":"node app.js"}}',
    );
    writeFileSync(join(site, 'app.js'), '');
    writeFileSync(join(site, '.env'), `REDIS_URL=redis://:${SECRET}@127.0.0.1:99999\n`);
    const { exitCode, stdout, stderr } = await runCli([verb, site, ...args], {
      bin: 'session-app',
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`${setting} must be an address`);
    expect(stderr).not.toContain(SECRET);
  },
);
