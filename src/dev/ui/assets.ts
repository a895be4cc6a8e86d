import colours from '../../reports/html/page/page.css?inlined';
import layout from './page/layout.css?inlined';
import life from './page/life.css?inlined';
import script from './page/main.ts?inlined';
import news from './page/news.css?inlined';
import tail from './page/tail.css?inlined';

/** A file of the page. */
export interface Asset {
  type: string;
  text: string;
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>session-app dev</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<noscript><p class="sorry">This page needs its script, which comes from session-app on this machine.</p></noscript>
</body>
</html>
`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M3 2v12M13 2v12" stroke="#9aa8b7" stroke-width="1.5"/><path d="M3 5h9m-3-2 3 2-3 2" fill="none" stroke="#2f55d4" stroke-width="1.5"/><path d="M13 11H4m3-2-3 2 3 2" fill="none" stroke="#0a6c7d" stroke-width="1.5"/></svg>`;

/** All files of the page, by path. They contain nothing of an app: the page needs a key to get that. */
export const ASSETS: ReadonlyMap<string, Asset> = new Map([
  ['/', { type: 'text/html; charset=utf-8', text: PAGE }],
  ['/page.js', { type: 'text/javascript; charset=utf-8', text: script }],
  [
    '/page.css',
    { type: 'text/css; charset=utf-8', text: [colours, layout, tail, news, life].join('\n') },
  ],
  ['/icon.svg', { type: 'image/svg+xml', text: ICON }],
]);
