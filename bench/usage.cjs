// Preloaded into a command: adds, at the end, what the process has used, as a line of a file.
const { appendFileSync } = require('node:fs');

process.on('exit', () => {
  appendFileSync(process.env.BENCH_USAGE, `${JSON.stringify(process.resourceUsage())}\n`);
});
