// Sound apps, as different people write them.
exports.SOUND = { plain: {} };
