import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  encode,
  RefusedReply,
  type Reply,
  ReplyParser,
  WithheldReply,
} from '../../src/stores/redis/protocol.ts';

const LARGEST = 100;

/** A reply, as Redis sends it. */
function sent(reply: Reply): string {
  if (reply === null) return '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`;
  if (reply instanceof RefusedReply) return `-${reply.message}\r\n`;
  if (reply instanceof WithheldReply) return sent('x'.repeat(reply.size));
  return `*${reply.length}\r\n${reply.map(sent).join('')}`;
}

function parse(chunks: Buffer[]): Reply[] {
  const replies: Reply[] = [];
  const parser = new ReplyParser(LARGEST, (reply) => replies.push(reply));
  for (const chunk of chunks) parser.push(chunk);
  return replies;
}

const bytes = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((array) => Buffer.from(array).toString('latin1'));
const simple = fc.oneof(
  bytes(LARGEST),
  fc.integer(),
  fc.constant(null),
  fc.constantFrom('NOPERM no', 'MOVED 1 host:1').map((message) => new RefusedReply(message)),
);
const reply = fc.oneof(
  simple,
  fc.integer({ min: LARGEST + 1, max: 1_000 }).map((size) => new WithheldReply(size)),
  fc.array(fc.oneof(simple, bytes(500), fc.array(simple, { maxLength: 3 })), { maxLength: 5 }),
);

it('replies are the same, wherever the network cuts them', () => {
  fc.assert(
    fc.property(fc.array(reply, { maxLength: 8 }), fc.array(fc.nat(400)), (replies, lengths) => {
      const all = Buffer.from(replies.map(sent).join(''), 'latin1');
      const chunks: Buffer[] = [];
      let at = 0;
      for (const length of lengths) {
        chunks.push(all.subarray(at, at + length));
        at += length;
      }
      expect(parse([...chunks, all.subarray(at)])).toEqual(replies);
    }),
    { numRuns: 500 },
  );
});

it('a text that is too large takes no room while it comes', () => {
  const parser = new ReplyParser(LARGEST, () => {});
  parser.push(Buffer.from(`$${10 ** 9}\r\n`));
  const before = process.memoryUsage().rss;
  const chunk = Buffer.alloc(1_000_000);
  for (let n = 0; n < 1_000; n += 1) parser.push(chunk);
  expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
});

it('what does not speak as Redis does is told', () => {
  expect(() => parse([Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')])).toThrow(
    'does not answer like Redis',
  );
});

it('commands are sent as lists of texts', () => {
  expect(encode([['GET', 'a'], ['PING']])).toBe(
    '*2\r\n$3\r\nGET\r\n$1\r\na\r\n*1\r\n$4\r\nPING\r\n',
  );
});
