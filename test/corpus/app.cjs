// The app that `learn` shows, and SOUND makes it one of the sound kinds that people write.
const { run } = require('../../faults/app.cjs');
const { SOUND } = require('./sound.cjs');

const part = SOUND[process.env.SOUND];

run(typeof part === 'function' ? part() : part);
