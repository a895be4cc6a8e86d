// Whatever a script asks for, the answer has status 200, and says in its body how it went.
const express = require('express');
const session = require('express-session');
const app = express();
app.use(express.json());
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);
app.get('/', (_req, res) => res.send('<div id="app"></div>'));
app.post('/api/signin', (req, res, next) => {
  const { email, password } = req.body;
  if (email !== 'ann@example.org' || password !== 'right')
    return res.json('No user with that email');
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = email;
    res.json({ message: 'Success' });
  });
});
app.delete('/api/signout', (req, res) => req.session.destroy(() => res.json('Success')));
app.listen(process.env.PORT || 3000);
