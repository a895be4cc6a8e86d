// Preloaded: a site answers at its protected page a second late, as on a machine that has too much to do.
const { Server } = require('node:http');

const { emit } = Server.prototype;
Server.prototype.emit = function emitLate(event, request, ...others) {
  const answer = () => emit.call(this, event, request, ...others);
  if (event !== 'request' || request.url !== '/about') return answer();
  setTimeout(answer, 1_100);
  return true;
};
