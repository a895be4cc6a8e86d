// What `npm run dev` runs. This file says "development", and not `.env`, which somebody may copy to a server.
process.env.NODE_ENV = 'development';
await import('./server.js');
