// `npm run dev` starts here. NODE_ENV is set in this file and not in `.env`, because `.env` may be copied to a server.
process.env.NODE_ENV = 'development';

// Once `watch.js` is killed, nothing else would stop the site. It may be gone already, and without it there is no channel.
const stop = () => process.kill(process.pid, 'SIGTERM');
if (process.connected === false) stop();
process.once('disconnect', stop);
process.channel?.unref();

await import('./server.js');
