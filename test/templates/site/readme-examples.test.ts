import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { choicesOf, LANGUAGE } from '../../../src/create/options.ts';
import { borrowSite } from '../../support/site.ts';
import { Visitor } from '../../support/visitor.ts';

/** The blocks of code of a text, each without its indent. */
function codeIn(text: string): string[] {
  const blocks = text.match(/(?<=\n\n)(?: {4}.*\n|\n(?= {4}))+/g) ?? [];
  return blocks.map((block) => block.replace(/^ {4}/gm, ''));
}

it.each(choicesOf(LANGUAGE))('the pages that the README shows work: %s', async (language) => {
  const site = await borrowSite('anonymous', 'memory', language);
  onTestFinished(() => site.remove());
  const ending = language === 'typescript' ? 'ts' : 'js';
  const read = (path: string) => readFileSync(join(site.directory, path), 'utf8');
  const write = (path: string, text: string) => writeFileSync(join(site.directory, path), text);
  const code = codeIn(read('README.md')).join('\n');

  const imports = code.match(/^import .* from '(node:crypto|\.\/.*)';$/gm) ?? [];
  const routes = code.match(/^router\n(?: .*\n)+/gm) ?? [];
  const [page = ''] = code.match(/^page\(.*$/m) ?? [];
  expect([imports.length, routes.length, page.length > 0]).toEqual([3, 2, true]);
  const pages = read(`src/pages.${ending}`).replace(
    '  return router;',
    `${routes.join('')}${page.replace('notes', 'plain')}return router;`,
  );
  write(`src/pages.${ending}`, [...imports, pages].join('\n'));
  const [entry = ''] = code.match(/^\[entry: .*;$/m) ?? [];
  const contents = read(`src/sessions/contents.${ending}`);
  write(`src/sessions/contents.${ending}`, contents.replace('  theme?:', `  ${entry}\n  theme?:`));
  const [form = ''] = code.match(/<form class="card" action="\/notes"[\s\S]+?<\/form>/) ?? [];
  write('views/notes.eta', `<% layout("layout", { title: "Notes" }) %>${form}`);
  const [cart = ''] =
    code.match(/<% layout\("layout", \{ title: "Cart" \}\) %>[\s\S]+?<\/form>/) ?? [];
  write('views/cart.eta', cart);
  if (language === 'typescript') await site.runScript('typecheck');

  const running = await site.start('dev', { PORT: '0' });
  onTestFinished(async () => void (await running.stop()));
  const alice = new Visitor(running.url);
  await alice.post('/login', { username: 'alice' });
  expect(await alice.post('/notes', { theme: '<blue>' })).toMatchObject({ status: 303 });
  expect((await alice.get('/notes')).body).toContain('value="&lt;blue&gt;"');
  await Promise.all(['sofa', 'chair'].map((product) => alice.post('/cart', { product })));
  const { body } = await alice.get('/cart');
  expect(['sofa', 'chair'].every((product) => body.includes(`<li>${product}</li>`))).toBe(true);
});
