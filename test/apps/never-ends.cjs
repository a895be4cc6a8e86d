// Each path answers in a way that a visitor cannot wait for, or cannot keep.
const { startApp } = require('./app.cjs');

const PIECE = Buffer.alloc(64 * 1024, 'x');

function write(res, left) {
  for (let rest = left; rest > 0; rest -= PIECE.length) {
    if (!res.write(PIECE.subarray(0, rest))) {
      res.once('drain', () => write(res, rest - PIECE.length));
      return;
    }
  }
  res.end();
}

const ANSWERS = {
  // A byte now and then: never silent, never done.
  trickle(_req, res) {
    const clock = setInterval(() => res.write('x'), 100);
    res.on('close', () => clearInterval(clock));
  },
  // As much as the visitor takes, for ever.
  endless: (_req, res) => write(res, Number.POSITIVE_INFINITY),
  // Much, but it ends.
  large: (req, res) => write(res, Number(req.query.bytes)),
  // The headers, and nothing more.
  headers: (_req, res) => void res.flushHeaders(),
  // The visitor waits, and so does everybody else.
  busy() {
    for (;;);
  },
  // The store never answers the app.
  'hung-store'(req, _res) {
    req.sessionStore.get = () => {};
    req.session.reload(() => {});
  },
  // Prints without an end, while it answers.
  prints(_req, res) {
    const print = () => process.stdout.write(PIECE, () => setImmediate(print));
    print();
    setTimeout(() => res.send('printed'), 500);
  },
};

startApp({}, { home: (req, res) => ANSWERS[req.query.how](req, res) });
