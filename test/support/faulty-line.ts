import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { portOf } from './port.ts';

/** A line to a server that can be made slow, silent, or be cut in the middle of a reply. */
export interface FaultyLine {
  port: number;
  /** The port of loopback that new connections lead to. */
  target: number;
  /** How long everything takes each way, in milliseconds. */
  delay: number;
  /** The connections that are open now stay open, and nothing gets through any more. */
  goSilent(): void;
  /** Lets so many bytes of the next reply through, and breaks the connection. */
  cutReplyAfter(bytes: number): void;
  stop(): Promise<void>;
}

/** Opens a line to a port of loopback. */
export async function openFaultyLine(target: number): Promise<FaultyLine> {
  const ends = new Map<Socket, Socket>();
  const silent = new Set<Socket>();
  let cutAfter: number | undefined;

  const server = createServer((near) => {
    const far = connect(line.target, '127.0.0.1');
    ends.set(near, far);
    const hangUp = () => {
      near.destroy();
      far.destroy();
      ends.delete(near);
    };
    for (const end of [near, far]) end.on('error', hangUp).on('close', hangUp);
    const send = (to: Socket, chunk: Buffer) => {
      if (silent.has(near)) return;
      if (line.delay > 0) setTimeout(() => to.write(chunk), line.delay);
      else to.write(chunk);
    };
    near.on('data', (chunk) => send(far, chunk));
    far.on('data', (chunk) => {
      if (cutAfter === undefined) return send(near, chunk);
      near.end(chunk.subarray(0, cutAfter), hangUp);
      cutAfter = undefined;
    });
  }).listen(0, '127.0.0.1');

  await once(server, 'listening');
  const line: FaultyLine = {
    port: portOf(server),
    target,
    delay: 0,
    goSilent: () => {
      for (const near of ends.keys()) silent.add(near);
    },
    cutReplyAfter: (bytes) => {
      cutAfter = bytes;
    },
    async stop() {
      server.close();
      for (const end of [...ends.keys(), ...ends.values()]) end.destroy();
      await once(server, 'close');
    },
  };
  return line;
}
