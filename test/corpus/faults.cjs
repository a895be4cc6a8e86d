// The planted faults, by name, each by itself: parts that stand in the place of the sound app's. A file for each kind.
exports.FAULTS = {
  ...require('./faults/failures.cjs').FAULTS,
  ...require('./faults/lifetimes.cjs').FAULTS,
  ...require('./faults/other-sites.cjs').FAULTS,
  ...require('./faults/passwords.cjs').FAULTS,
  ...require('./faults/secrecy.cjs').FAULTS,
  ...require('../faults/faults.cjs').FAULTS,
  ...require('./faults/headers.cjs').FAULTS,
  ...require('./faults/secrets.cjs').FAULTS,
};
