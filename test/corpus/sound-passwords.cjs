// Sound apps that change a password in different ways.
const { PASSWORD_PAGE } = require('../../faults/new-passwords.cjs');

exports.SOUND = {
  'new password': PASSWORD_PAGE,
  'new password by JSON': {
    after: PASSWORD_PAGE.after,
    pages(server, accounts) {
      // The page's own handler, with the names that this script uses.
      server.post('/api/password', (req, _res, next) => {
        req.url = '/password';
        const { old, new: chosen } = req.body;
        req.body = { current: old, password: chosen, again: chosen };
        next();
      });
      PASSWORD_PAGE.pages(server, accounts);
    },
  },
  'new password, others if asked': {
    pages(server, accounts) {
      PASSWORD_PAGE.pages(
        {
          get: (path, ...handlers) =>
            server.get(
              path,
              (_req, res, next) => {
                const send = res.send.bind(res);
                const box =
                  '<label><input type="checkbox" name="all"> Log out on all devices</label>';
                res.send = (html) => send(String(html).replace('<button>', `${box}<button>`));
                next();
              },
              ...handlers,
            ),
          post: (...all) => server.post(...all),
        },
        accounts,
      );
    },
  },
  'new password, never an old one': {
    after: PASSWORD_PAGE.after,
    pages(server, accounts) {
      const old = new Set(Object.values(accounts));
      server.post('/password', (req, res, next) => {
        if (old.has(req.body.password)) return res.status(422).send('You had this one before.');
        res.on('finish', () => res.statusCode === 302 && old.add(req.body.password));
        return next();
      });
      PASSWORD_PAGE.pages(server, accounts);
    },
  },
  'new password, by mail': {
    pages(server) {
      server.get('/password', (_req, res) =>
        res.send(`<form action="/password" method="post">
          <input type="password" name="old"><input type="password" name="new"><button>Send the mail</button></form>`),
      );
      server.post('/password', (_req, res) => res.send('Open the link in our mail to confirm it.'));
    },
  },
};
