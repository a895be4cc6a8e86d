// A sound app that sends where a redirect leads at once, and the end of its body after the page that follows.
const session = require('express-session');
const { page, startApp } = require('./app.cjs');

startApp(
  { store: new session.MemoryStore() },
  {
    about(req, res) {
      if (req.session.user) return res.send(page(req.session.user, 'About'));
      res.writeHead(302, { Location: `/login?next=${encodeURIComponent(req.originalUrl)}` });
      res.write('On your way');
      setTimeout(() => res.end(), 300);
    },
  },
);
