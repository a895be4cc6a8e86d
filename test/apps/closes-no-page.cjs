// A sound app that shows strangers all its pages: members see more on them. FORM says what else it does.
const { page, sound, startApp } = require('./app.cjs');

const CODE =
  '<form action="/moderate" method="post"><input type="password" name="code"><button>Proceed</button></form>';

/** Some ask members for a code on their pages, by a form that is no sign-in. */
const asksForCode = process.env.FORM === 'asks-for-a-code';
/** Some lead whoever comes home on to another page. */
const leadsOn = process.env.FORM === 'leads-on';

const links = ({ session: { user } }) => (user ? '' : '<a href="/login">Sign in</a>');
const news = (req, res) =>
  res.send(
    page(req.session.user, `News ${links(req)}${asksForCode && req.session.user ? CODE : ''}`),
  );

startApp(
  {},
  {
    home: (req, res) => (leadsOn ? res.redirect('/about') : news(req, res)),
    about: news,
    signIn: sound.signIn,
  },
);
