// Puts markup, and what turns the direction of writing, wherever it may put something.
const express = require('express');
const session = require('express-session');
const app = express();
app.use(session({ secret: 'a secret of this test app', resave: false, saveUninitialized: false }));
app.get(/.*/, (req, res) => {
  const hostile = '<img src=x onerror=alert(3)>';
  req.session[`${hostile}`] = `"'${hostile}\u202e\u0007${'w'.repeat(5000)}`;
  req.session.user = hostile;
  res.redirect(`/<img/src=x/onerror=alert(4)>${'y'.repeat(3000)}`);
});
app.listen(process.env.PORT || 3000);
