// Whoever has signed in is led to the terms first, and has to agree to them.
const { run } = require('../../faults/app.cjs');

run({
  about: (req, res) => res.redirect(req.session.user ? '/terms' : '/login?next=/about'),
  pages: (server) =>
    server.get('/terms', (_req, res) =>
      res.send('Our terms <form action="/logout" method="post"><button>Log out</button></form>'),
    ),
});
