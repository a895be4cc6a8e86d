// Asked to end, it takes a second.
const { startApp } = require('./app.cjs');

process.on('SIGTERM', () =>
  setTimeout(() => {
    console.log('ended well');
    process.exit();
  }, 1_000),
);
startApp({});
