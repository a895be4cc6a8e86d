/** The load flow as a person would write it by hand: one visitor after another, without checking the answers. */
export async function fetchFlows(
  url: string,
  { concurrency, seconds }: { concurrency: number; seconds: number },
): Promise<number> {
  const began = performance.now();
  const until = began + seconds * 1000;
  let flows = 0;
  const loop = async () => {
    while (performance.now() < until) {
      await visit(url, `user-${1 + (flows % 50)}`);
      flows += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
  return (flows / (performance.now() - began)) * 1000;
}

async function visit(url: string, username: string): Promise<void> {
  let cookie = '';
  const ask = async (path: string, form?: Record<string, string>) => {
    const response = await fetch(url + path, {
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      headers: cookie ? { cookie } : {},
      redirect: 'manual',
    });
    await response.arrayBuffer();
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
  };
  await ask('/about');
  await ask('/login?next=%2Fabout');
  await ask('/login', { next: '/about', username, password: '' });
  await ask('/about');
  await ask('/about');
  await ask('/logout', {});
  await ask('/about');
}
