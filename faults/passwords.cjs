// Faults of how passwords are typed, checked and guessed.
const ACCOUNTS = { alice: 'correct-horse-battery' };
const failures = new Map();

/** Who guessed is not asked: five wrong passwords close the account for everybody. */
function checkByName({ body: { username = '', password = '' } }) {
  if ((failures.get(username) ?? 0) >= 5) return undefined;
  const isRight = Object.hasOwn(ACCOUNTS, username) && ACCOUNTS[username] === password;
  if (!isRight) failures.set(username, (failures.get(username) ?? 0) + 1);
  return isRight;
}

exports.FAULTS = {
  'locked out by others': { check: checkByName },
  'locked out as if it were wrong': { check: (req) => checkByName(req) === true },
  'names told by words': {
    check: ({ body: { username = '', password = '' } }) => ACCOUNTS[username] === password,
    refuse(req, res) {
      const isKnown = Object.hasOwn(ACCOUNTS, req.body.username);
      res
        .status(401)
        .send(
          `${isKnown ? 'This password is wrong.' : 'There is no such name.'} <a href="/login">Again</a>`,
        );
    },
  },
  'names told by the status': {
    check: ({ body: { username = '', password = '' } }) => ACCOUNTS[username] === password,
    refuse(req, res) {
      res.status(Object.hasOwn(ACCOUNTS, req.body.username) ? 401 : 404).send('Not signed in.');
    },
  },
  'password that shows': {
    form: (req, res) =>
      res.send(`<form action="/login" method="post">
        <input type="hidden" name="next" value="${encodeURI(req.query.next ?? req.body?.next ?? '')}">
        <input name="username"><input name="password"><button>Sign in</button></form>`),
  },
  'default account': {
    check: ({ body: { username = '', password = '' } }) =>
      ({ ...ACCOUNTS, admin: 'admin' })[username] === password,
  },
};
