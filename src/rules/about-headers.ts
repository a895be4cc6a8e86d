import type { Rule } from './rule.ts';

/** Rules about the headers of an answer that browsers follow. */
export const ABOUT_HEADERS = [
  {
    id: 'hsts',
    means: 'Over HTTPS, the app tells browsers to use only HTTPS from then on.',
    why: 'The first request over plain HTTP can be read, or led to a copy of the site.',
    fix: 'send Strict-Transport-Security: max-age=31536000; includeSubDomains, as helmet does by default',
    asvs: [{ number: '3.4.1', level: 1 }],
    cwe: [523],
  },
  {
    id: 'csp',
    means: 'Pages say which scripts and objects they may load.',
    why: 'Without a Content-Security-Policy, an injected script runs with all that the visitor may do.',
    fix: "send a Content-Security-Policy with object-src 'none' and base-uri 'none' or 'self', and without 'unsafe-inline' for scripts",
    asvs: [{ number: '3.4.3', level: 2 }],
    cwe: [693],
  },
  {
    id: 'nosniff',
    means: 'Browsers use the Content-Type of an answer, and do not guess it.',
    why: 'A text that somebody uploaded can be taken for a script.',
    fix: 'send X-Content-Type-Options: nosniff, as helmet does by default',
    asvs: [{ number: '3.4.4', level: 2 }],
    cwe: [430],
  },
  {
    id: 'referrer-policy',
    means: 'Links to other sites do not tell which page they stand on.',
    why: 'Addresses hold search words, names and one-time tokens.',
    fix: 'send Referrer-Policy: same-origin, or strict-origin-when-cross-origin; with no-referrer, browsers send Origin: null with the app’s own forms',
    asvs: [{ number: '3.4.5', level: 2 }],
    cwe: [200],
  },
  {
    id: 'framing',
    means: 'No other site can show the pages in a frame.',
    why: 'A visitor can be made to click on a page that lies, invisible, on top of another one (clickjacking).',
    fix: "send frame-ancestors 'none' or 'self' in the Content-Security-Policy",
    asvs: [{ number: '3.4.6', level: 2 }],
    cwe: [1021],
  },
  {
    id: 'no-store',
    means: 'Browsers and proxies keep no copy of a protected page.',
    why: 'Whoever comes to the same computer later sees the page by going back.',
    fix: 'send Cache-Control: no-store with whatever is for one visitor alone',
    asvs: [{ number: '14.3.2', level: 2 }],
    cwe: [525],
  },
] as const satisfies readonly Rule[];
