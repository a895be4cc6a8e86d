// What the apps here import. Beside the published package, each is one file that Node takes for an ES module: what such a
// module is, is its default export.
const whole = (module) => module.default ?? module;

exports.express = whole(require('express'));
exports.helmet = whole(require('helmet'));
exports.session = whole(require('express-session'));
