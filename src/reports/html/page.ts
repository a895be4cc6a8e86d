import { createHash } from 'node:crypto';
import { asMarkup, type Markup, markup, withPictures } from '../markup.ts';

/** What a page is made of. */
interface Page {
  title: string;
  style: string;
  /** The script that stands in the body; absent where there is none. */
  script?: string;
  body: Markup;
}

/**
 * One HTML page that needs nothing else. Its content policy lets nothing run or load but the style and the script that it
 * was made with (CSP 3).
 */
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
