// A sound app in Nest, on Express: decorators are functions, so it needs no compiler.
require('reflect-metadata');
const { Controller, Get, Module, Post, Req, Res } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const session = require('express-session');
const helmet = require('helmet');

const form =
  '<form action="/login" method="post"><input name="username"><input type="password" name="password"><button>Sign in</button></form>';

class Pages {
  home() {
    return 'home';
  }

  about(req, res) {
    if (!req.session.user) return res.redirect('/login');
    return res.send('hello <form action="/logout" method="post"><button>Log out</button></form>');
  }

  form() {
    return form;
  }

  signIn(req, res) {
    const { username, password } = req.body;
    console.log(`sign-in of ${JSON.stringify(username)}`);
    if (username !== 'alice' || password !== 'correct-horse-battery') {
      return res.status(422).send(form);
    }
    return req.session.regenerate(() => {
      req.session.user = username;
      req.session.save(() => res.redirect('/about'));
    });
  }

  signOut(req, res) {
    req.session.destroy(() => res.clearCookie('connect.sid').redirect('/'));
  }
}

const routes = [
  ['home', Get('/'), []],
  ['about', Get('/about'), [Req(), Res()]],
  ['form', Get('/login'), []],
  ['signIn', Post('/login'), [Req(), Res()]],
  ['signOut', Post('/logout'), [Req(), Res()]],
];
for (const [name, route, parameters] of routes) {
  const property = Object.getOwnPropertyDescriptor(Pages.prototype, name);
  for (const [index, parameter] of parameters.entries()) parameter(Pages.prototype, name, index);
  route(Pages.prototype, name, property);
}
Controller()(Pages);

class App {}
Module({ controllers: [Pages] })(App);

async function start() {
  const app = await NestFactory.create(App, { logger: false });
  app.use(
    helmet({ referrerPolicy: { policy: 'same-origin' } }),
    (_req, res, next) => {
      res.set('Cache-Control', 'no-store');
      next();
    },
    session({
      secret: 'a secret of this test app, long enough',
      resave: false,
      saveUninitialized: false,
      cookie: { maxAge: 7_200_000, sameSite: 'lax' },
    }),
    (req, res, next) => {
      const site = req.get('Sec-Fetch-Site') ?? 'same-origin';
      if (req.method === 'GET' || ['same-origin', 'none'].includes(site)) next();
      else res.status(403).send('not from here');
    },
  );
  await app.listen(process.env.PORT, '127.0.0.1');
}

start();
