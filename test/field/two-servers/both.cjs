// Stands for "concurrently": the front end first, then the API.
const { spawn } = require('node:child_process');
spawn(process.execPath, [`${__dirname}/static.cjs`], { stdio: 'inherit' });
setTimeout(
  () => spawn(process.execPath, [`${__dirname}/../live-memory/server.cjs`], { stdio: 'inherit' }),
  700,
);
