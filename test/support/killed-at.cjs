// Preloaded: kills the process, as `kill -9` does, right before its so many-th call of a function of node:fs.
const fs = require('node:fs');

const [name, count] = process.env.KILLED_AT.split(' ');
let left = Number(count);
const original = fs[name];
fs[name] = (...args) => {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  return original(...args);
};
