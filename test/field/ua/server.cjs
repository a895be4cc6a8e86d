// Notes the browser in the session, as many sites do; every browser names itself.
const express = require('express');
const session = require('express-session');
const app = express();
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);
app.get('/', (req, res) => {
  req.session.mobile = req.headers['user-agent'].includes('Mobile');
  res.send('home');
});
app.listen(process.env.PORT || 3000);
