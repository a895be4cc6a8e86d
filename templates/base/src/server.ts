import { createServer } from 'node:http';
import { createApp } from './app.ts';
import { openSessionStore } from './session-store.ts';
import { loadDotEnv, readSettings, SettingError } from './settings.ts';
import { stopOnSignals } from './stop.ts';
import { signInNotice } from './who-may-sign-in.ts';

try {
  loadDotEnv();
  const settings = readSettings(process.env);
  const records = await openSessionStore(process.env);
  const server = createServer(createApp(settings, records));

  server.on('error', async (error) => {
    console.error(
      `Cannot listen on ${settings.host}:${settings.port} (${error.message}). Change HOST or PORT in .env.`,
    );
    process.exitCode = 1;
    await records.close();
  });
  server.listen(settings.port, settings.host, () => {
    console.log(`MyApp is at http://${settings.host}:${settings.port}`);
    console.log(`Sessions are kept ${records.description}.`);
    console.log(signInNotice);
  });
  stopOnSignals(server, records);
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
