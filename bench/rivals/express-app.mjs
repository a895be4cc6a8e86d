import express from 'express';
import { page } from './page.mjs';

/** The Express app of the guide; with sessions, it has the sign-in of express-session's README. */
export function serve(sessions) {
  const app = express();
  if (sessions) app.use(sessions);

  app.get('/about', (req, res, next) => {
    if (!sessions) res.send(page('alice'));
    else if (req.session.user) res.send(page(req.session.user));
    else next('route');
  });

  app.post('/login', express.urlencoded({ extended: false }), (req, res, next) => {
    if (!sessions) {
      res.cookie('visitor', 'alice').redirect('/about');
      return;
    }
    req.session.regenerate((error) => {
      if (error) return next(error);
      req.session.user = req.body.username;
      req.session.save((error) => {
        if (error) return next(error);
        res.redirect('/about');
      });
    });
  });

  const server = app.listen(0, '127.0.0.1', () => {
    console.log(`at http://127.0.0.1:${server.address().port}`);
  });
}
