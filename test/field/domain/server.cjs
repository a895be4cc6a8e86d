// The cookie is for localhost, the host under which the developer opens the app (and under which dev says that it runs).
const express = require('express');
const session = require('express-session');
const app = express();
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
    cookie: { domain: 'localhost' },
  }),
);
app.get('/', (req, res) => {
  req.session.views = (req.session.views ?? 0) + 1;
  res.send(`views ${req.session.views}`);
});
app.listen(process.env.PORT || 3000);
