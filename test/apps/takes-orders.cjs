// A shop whose forms hide a token, and whose orders have numbers made by chance.
const { randomUUID } = require('node:crypto');
const express = require('express');
const session = require('express-session');
const app = express();
app.use(express.urlencoded(), express.json());
app.use(session({ secret: 'a secret of this test app', resave: false, saveUninitialized: false }));

const orders = new Map();
const isSignedIn = (req) => req.session.user !== undefined;

app.use((req, res, next) => {
  const { token } = req.session;
  const sent = req.body?._csrf ?? req.get('x-csrf-token');
  if (req.method === 'GET' || req.is('json') || (token && token === sent)) next();
  else res.status(403).send('where is the token?');
});

function form(req, action, fields) {
  req.session.token ??= randomUUID();
  const hidden = `<input type="hidden" name="_csrf" value="${req.session.token}">`;
  return `<form method="post" action="${action}">${hidden}${fields}<button>Go</button></form>`;
}

app.get('/', (_req, res) => res.redirect('/sign-in'));
app.get('/sign-in', (req, res) => {
  const fields =
    '<input name="email"><input type="password" name="password"><input type="checkbox" name="remember" value="yes">';
  res.send(form(req, '/sign-in', fields));
});
app.post('/sign-in', (req, res, next) => {
  const { email, password } = req.body;
  if (password !== 'right')
    return res
      .status(401)
      .send(form(req, '/sign-in', '<input name="email"><input type="password" name="password">'));
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = email;
    req.session.save(() => res.redirect('/shop'));
  });
});
app.get('/shop', (req, res) => {
  if (!isSignedIn(req)) return res.redirect('/sign-in');
  const fields = '<input name="item"><input name="gift" type="checkbox" value="yes">';
  res.send(form(req, '/orders', fields) + form(req, '/sign-out', ''));
});
app.post('/orders', (req, res) => {
  const id = randomUUID();
  orders.set(id, req.body.item);
  req.session.item = req.body.item;
  res.redirect(`/orders/${id}`);
});
app.get('/orders/:id', (req, res) => {
  if (!isSignedIn(req)) return res.redirect('/sign-in');
  res.status(orders.has(req.params.id) ? 200 : 404).send(form(req, '/sign-out', ''));
});
app.put('/api/theme', (req, res) => {
  req.session.theme = req.body.theme;
  res.status(204).end();
});
app.post('/sign-out', (req, res) =>
  req.session.destroy(() => res.clearCookie('connect.sid').redirect('/sign-in')),
);
app.listen(process.env.PORT || 3000);
