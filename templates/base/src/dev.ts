// What `npm run dev` runs. Nothing that is copied to a server says "development": a server is never taken for one.
process.env.NODE_ENV = 'development';
await import('./server.ts');
