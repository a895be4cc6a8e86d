// Listens at a port of its own, whatever PORT says: it runs once, and no second one beside it.
process.env.PORT = process.env.OWN_PORT;
require('./sound.cjs');
