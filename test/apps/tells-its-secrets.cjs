// Shows session ids and passwords wherever it can: nobody who looks at it may pass them on.
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');
const FileStore = require('session-file-store')(require('express-session'));
const { startApp } = require('./app.cjs');

/** What scripts and links make of an id. */
const coded = (text, how) => Buffer.from(text).toString(how);

const note = (id) => appendFileSync(join(process.env.SESSIONS, 'ids.txt'), `${id}\n`);

startApp(
  { store: new FileStore({ path: process.env.SESSIONS, logFn: () => {} }) },
  {
    home(req, res) {
      note(req.sessionID);
      req.session.copy = req.sessionID;
      req.session.devices = { [req.sessionID]: 'phone' };
      req.session.save(() => {
        res.set('X-Session', req.sessionID);
        res.send(`<p>${req.sessionID}</p><p>${req.headers.cookie}</p>
<p>${coded(req.sessionID, 'hex')}</p><p>${coded(`{"id":"${req.sessionID}"}`, 'base64')}</p>`);
      });
    },
    signIn(req, res) {
      req.session.regenerate(() => {
        note(req.sessionID);
        Object.assign(req.session, { user: req.body.username, typed: req.body.secret });
        req.session.save(() =>
          res.redirect(`/about?session=${req.sessionID}&typed=${req.body.secret}`),
        );
      });
    },
  },
);
