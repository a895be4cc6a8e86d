// Its fault: the cookie is Secure, and the app is on plain HTTP, so express-session sends none.
const { startApp } = require('./app.cjs');

startApp({ cookie: { secure: true } });
