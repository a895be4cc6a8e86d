// Sound in all.
const { startApp } = require('./app.cjs');

startApp();
