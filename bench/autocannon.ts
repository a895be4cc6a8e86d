import autocannon, { type Client, type Request, type Result } from 'autocannon';

const READ = { accept: 'text/html,application/xhtml+xml' };

type Headers = Readonly<Record<string, string>>;

/** The state of one visitor during the flow. */
interface Context {
  cookie?: string;
}

/**
 * Runs the load flow on a site with autocannon: the same requests in the same order, with a name and a cookie for each
 * visitor. Only the status of the responses is checked.
 *
 * @returns flows per second
 */
export async function flowsPerSecond(
  url: string,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<number> {
  const send = { ...READ, origin: url, 'sec-fetch-site': 'same-origin' };
  const form = { ...send, 'content-type': 'application/x-www-form-urlencoded' };
  let flows = 0;
  let signIns = 0;
  const expect = (expected: number) => (status: number) => {
    if (status !== expected) throw new Error(`The site answered ${status}, not ${expected}.`);
  };
  const withCookie = (request: Request, { cookie }: Context): Request => ({
    ...request,
    headers: { ...request.headers, ...(cookie && { cookie }) },
  });
  const requests: Request[] = [
    { path: '/about', headers: READ, onResponse: expect(302) },
    { path: '/login?next=%2Fabout', headers: READ, onResponse: expect(200) },
    {
      method: 'POST',
      path: '/login',
      headers: form,
      setupRequest(request) {
        signIns += 1;
        return { ...request, body: `next=%2Fabout&username=user-${1 + (signIns % 50)}&password=` };
      },
      onResponse(status, _body, context: Context, headers) {
        expect(302)(status);
        context.cookie = String(headers?.['Set-Cookie']).split(';')[0] ?? '';
      },
    },
    { path: '/about', headers: READ, setupRequest: withCookie, onResponse: expect(200) },
    { path: '/about', headers: READ, setupRequest: withCookie, onResponse: expect(200) },
    {
      method: 'POST',
      path: '/logout',
      headers: form,
      setupRequest: withCookie,
      onResponse: expect(200),
    },
    {
      path: '/about',
      headers: READ,
      setupRequest: withCookie,
      onResponse(status) {
        expect(302)(status);
        flows += 1;
      },
    },
  ];
  const began = performance.now();
  await autocannon({ url, connections, duration: seconds, requests });
  return (flows / (performance.now() - began)) * 1000;
}

/** Requests one page of a site; each connection takes the visitors in turn. */
export async function drivePage(
  url: string,
  { connections, seconds, headers }: { connections: number; seconds: number; headers: Headers[] },
): Promise<{ 'requests/s': number; 'p99 ms': number; requests: number }> {
  const requests = headers.map((one) => ({ headers: { ...READ, ...one } }));
  const times: number[] = [];
  let [began, ended, connected] = [0, 0, 0];
  const options = {
    url,
    connections,
    duration: seconds,
    requests,
    setupClient(client: Client) {
      // Each connection starts with another visitor.
      const first = Math.floor((connected * requests.length) / connections);
      client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
      connected += 1;
    },
  };
  const { non2xx, errors } = await new Promise<Result>((resolve, reject) => {
    const instance = autocannon(options, (error, result) =>
      error ? reject(error) : resolve(result),
    );
    instance.on('response', (_client, _status, _bytes, took) => {
      ended = performance.now();
      if (times.length === 0) began = ended - took;
      times.push(took);
    });
  });
  if (non2xx + errors > 0) throw new Error(`${url} failed ${non2xx + errors} times.`);
  times.sort((one, other) => one - other);
  return {
    'requests/s': (times.length / (ended - began)) * 1000,
    'p99 ms': times[Math.floor(times.length * 0.99)] ?? Number.NaN,
    requests: times.length,
  };
}
