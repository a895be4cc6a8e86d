import { createHash } from 'node:crypto';
import { asMarkup, type Markup, markup, withPictures } from '../markup.ts';

/** The parts of a page. */
interface Page {
  title: string;
  style: string;
  /** The script in the body; absent if there is none. */
  script?: string;
  body: Markup;
}

/** One HTML page that needs nothing else. Its Content-Security-Policy allows only its own style and script (CSP 3). */
export function pageOf({ title, style, script, body }: Page): string {
  const policy = [
    `default-src 'none'`,
    `style-src '${hash(style)}'`,
    ...(script === undefined ? [] : [`script-src '${hash(script)}'`]),
    `base-uri 'none'`,
    `form-action 'none'`,
  ];
  return withPictures(
    markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${asMarkup(style)}</style>
</head>
<body>
${body}
</body>
</html>
`.markup,
  );
}

/** @see https://www.w3.org/TR/CSP3/#grammardef-hash-source */
function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
