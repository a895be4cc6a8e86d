// What it starts lives on when the app has ended, in a group of its own, and keeps the app's output open.
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { startApp } = require('./app.cjs');

const daemon = spawn('sleep', ['600'], { detached: true, stdio: 'inherit' });
daemon.unref();
writeFileSync(process.env.DAEMON_PID, String(daemon.pid));

if (process.env.ENDS) process.exit(7);
startApp({});
