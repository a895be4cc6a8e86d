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
