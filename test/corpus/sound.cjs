// Sound apps, as different people write them.
exports.SOUND = { plain: {}, ...require('./sound/other-sites.cjs').SOUND };
