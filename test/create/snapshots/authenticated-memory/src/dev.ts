// `npm run dev` starts here. NODE_ENV is set in this file and not in `.env`, because `.env` may be copied to a server.
process.env.NODE_ENV = 'development';
await import('./server.ts');
