// A sound app, in whose process somebody tells session-app all that it must not believe.
const { connect } = require('node:net');
const { startApp } = require('./app.cjs');

const LIES = [
  '{"type":"listening","address":"127.0.0.1","port":"x@127.0.0.2:39998"}',
  '{"type":"listening","address":"x","port":1e999}',
  '{"type":"operations","operations":null}',
  '{"type":"operations","operations":[{"name":"get","at":1e300,"took":-1}]}',
  '{"type":"operations","operations":[{"name":"__proto__","at":1,"took":1,"sessionId":{}}]}',
  '{"type":"request","request":{"method":"GET","path":"/","at":9e15,"took":1,"cookies":[]}}',
  '{"type":"request","request":{"method":"GET","path":"/","at":1,"took":1,"cookies":[null]}}',
  '{"type":"request","request":null}',
  '{"type":"records","to":1,"changed":[{"sessionId":"a","text":{}}],"gone":{}}',
  '{"type":"answer","to":1,"records":[]}',
  '{"type":"answer","to":"__proto__","isWhole":true}',
  '{"__proto__":{"type":"store"}}',
  'null',
  '[[[[',
  '{"type":"half a line',
];

const liar = connect(process.env.SESSION_APP_PROBE, () => liar.write(LIES.join('\n')));
liar.on('error', () => {});
liar.unref();
liar.once('ready', () => setTimeout(() => startApp(), 200));
