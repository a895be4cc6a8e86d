// A thread that sends commands to Redis for somebody who waits – see redis-rival.ts.
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { port, answered } = workerData;

const socket = connect(port, '127.0.0.1');
parentPort.on('message', (command) => socket.write(command));
socket.on('data', () => {
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});
