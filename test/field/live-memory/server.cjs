// The plainest app there is: express-session with its own MemoryStore.
const express = require('express');
const session = require('express-session');
const app = express();
app.use(
  session({
    secret: 'a secret of this test app, long enough',
    resave: false,
    saveUninitialized: false,
  }),
);
app.get('/', (req, res) => {
  req.session.views = (req.session.views ?? 0) + 1;
  res.send(`views ${req.session.views}`);
});
app.listen(process.env.PORT || 3000);
