import fastifyCookie from '@fastify/cookie';
import fastifyForm from '@fastify/formbody';
import fastifySession from '@fastify/session';
import fastify from 'fastify';
import { page } from './page.mjs';

const app = fastify();
app.register(fastifyForm);
app.register(fastifyCookie);
app.register(fastifySession, {
  secret: 'a secret with minimum length of 32 characters',
  // As the README says for plain HTTP.
  cookie: { secure: false },
});

app.get('/about', (request, reply) => {
  const { user } = request.session;
  if (!user) return reply.redirect('/login');
  return reply.type('text/html; charset=utf-8').send(page(user.name));
});

app.post('/login', async (request, reply) => {
  await request.session.regenerate();
  request.session.user = { name: request.body.username };
  return reply.redirect('/about');
});

console.log(`at ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
