// Asked to end, it goes on.
const { startApp } = require('./app.cjs');

process.on('SIGTERM', () => {});
startApp({}, { home: (req, res) => (req.query.hang ? undefined : res.send('Home')) });
