// The user's record, with its password hash, is kept whole in the session, as in Express's own example "auth".
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
  req.session.user = {
    name: 'alice',
    hash: 'aGFzaGhhc2hoYXNoaGFzaA==',
    salt: 'c2FsdHNhbHQ=',
    password_hash: '$2b$10$abcdefghijklmnopqrstuv',
    hashed_password: 'deadbeef',
    passwordHash: 'x1y2z3',
    apiKey: 'sk_live_123',
    resetToken: 'tok_1',
    otp: '123456',
    pin: '4711',
    totp: 'JBSWY3DP',
    jwt: 'eyJhbGciOiJIUzI1NiJ9.e30.abc',
    authorization: 'Bearer xyz',
    access_token: 'gho_123',
    creditCard: '4111111111111111',
    ssn: '123-45-6789',
  };
  req.session.hash = 'top-level-hash';
  req.session.salt = 'top-level-salt';
  req.session.bcrypt = '$2b$10$zzzzzzzzzzzzzzzzzzzzzz';
  res.send('ok');
});
app.listen(process.env.PORT || 3000);
