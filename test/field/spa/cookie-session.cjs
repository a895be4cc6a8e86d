// Not express-session at all: cookie-session keeps the session in the cookie.
const express = require('express');
const session = require('cookie-session');
const app = express();
app.use(session({ name: 'session', keys: ['a key of this test app, long enough'] }));
app.get('/', (req, res) => {
  req.session.views = (req.session.views ?? 0) + 1;
  res.send(`views ${req.session.views}`);
});
app.listen(process.env.PORT || 3000);
