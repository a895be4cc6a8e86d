import type { Rule } from './rule.ts';

/** Rules about what pages of other sites can do through a visitor's browser. */
export const ABOUT_OTHER_SITES = [
  {
    id: 'cross-site-change',
    means: 'No page of another site can sign a visitor in or out.',
    why: 'Browsers send forms of other sites with the visitor’s cookies: an attacker’s page can act in their name, or sign them in to the attacker’s account and read what they enter there.',
    fix: 'refuse a POST unless Sec-Fetch-Site is same-origin or none (if absent: Origin is yours), or check a token of the session; at sign-in too',
    asvs: [
      { number: '3.5.1', level: 1 },
      { number: '3.5.2', level: 1 },
    ],
    cwe: [352],
  },
  {
    id: 'logout-by-link',
    means: 'No link on another site signs a visitor out.',
    why: 'Links and images of any page, and browsers that load links ahead, end the visitor’s session.',
    fix: 'log out by POST alone, or ask first where a GET comes from elsewhere (by Sec-Fetch-Site)',
    asvs: [{ number: '3.5.3', level: 1 }],
    cwe: [352],
  },
  {
    id: 'cors',
    means: 'No script of another site may read what is for the visitor alone.',
    why: 'A page of any site can fetch the visitor’s own pages, and send what is in them to an attacker.',
    fix: 'list the origins that may read answers with cookies, and compare the whole Origin with them; never send back whatever came, nor "null"',
    asvs: [{ number: '3.4.2', level: 1 }],
    cwe: [942],
  },
] as const satisfies readonly Rule[];
