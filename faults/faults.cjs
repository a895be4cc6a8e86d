// The planted faults, by name, each by itself: parts that stand in the place of the sound app's. A file for each kind.
exports.FAULTS = {
  ...require('./failures.cjs').FAULTS,
  ...require('./lifetimes.cjs').FAULTS,
  ...require('./new-passwords.cjs').FAULTS,
  ...require('./other-sites.cjs').FAULTS,
  ...require('./passwords.cjs').FAULTS,
  ...require('./secrecy.cjs').FAULTS,
  ...require('./sessions.cjs').FAULTS,
  ...require('./headers.cjs').FAULTS,
  ...require('./secrets.cjs').FAULTS,
};

/** By fault, the parts of the app without it that make the two alike in all else; absent where they are so already. */
exports.BESIDE = {
  ...require('./failures.cjs').BESIDE,
  ...require('./headers.cjs').BESIDE,
  ...require('./new-passwords.cjs').BESIDE,
  ...require('./other-sites.cjs').BESIDE,
  ...require('./secrecy.cjs').BESIDE,
  ...require('./sessions.cjs').BESIDE,
};
