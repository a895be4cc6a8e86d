// A form as real ones are: a language to choose, radio buttons, a button with a value, a field outside of the form, and a password to register first.
const express = require('express');
const session = require('express-session');
const app = express();
app.use(express.urlencoded());
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);
app.get('/', (_req, res) =>
  res.send(`
<form method="post" action="/search"><input name="q"></form>
<form id="in" method="post" action="/login">
  <input type="radio" name="realm" value="staff"><input type="radio" name="realm" value="customer" checked><input type="radio" name="realm" value="admin">
  <input type="button" name="help" value="?"><input type="reset" name="clear">
  <select name="lang"><option value="en" selected>English</option></select>
  <input type="tel" name="phone"><input type="password" name="password">
  <button name="go" value="yes">Sign in</button>
</form><input form="in" type="hidden" name="_csrf" value="token">`),
);
app.post(/.*/, (req, res) => {
  console.log(req.path, JSON.stringify(req.body));
  res.json({ path: req.path, body: req.body });
});
app.listen(process.env.PORT || 3000);
