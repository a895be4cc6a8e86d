import { isIP } from 'node:net';
import { HttpError } from '../errors.js';

/**
 * @import { Request, RequestHandler } from 'express'
 * @import { Settings } from '../settings.js'
 */

/**
 * Refuses a request under a name that is not the site's.
 *
 * Whoever owns a name can have it lead to this machine, after a visitor has opened a page there: the browser then
 * takes that page and this site for one, and the page may do here whatever the visitor may. An address cannot be
 * made to lead elsewhere, so addresses are let through.
 *
 * @param {Settings} settings
 * @returns {RequestHandler}
 */
export function refuseUnknownHosts(settings) {
  const allowed = [
    'localhost',
    '.localhost',
    settings.host.toLowerCase(),
    ...settings.allowedHosts,
  ];
  // On a server, where others may have chosen the names, this begins with the setting.
  const isOn = !settings.production || settings.allowedHosts.length > 0;
  return (req, _res, next) => {
    const host = isOn ? hostNameOf(req) : '';
    if (isOn && !isAddress(host) && !allowed.some((name) => covers(name, host))) {
      throw new HttpError(403, {
        explanation: `This site does not answer to the name "${host}". If that is a name of the site, its owner can add it to the setting ALLOWED_HOSTS.`,
      });
    }
    next();
  };
}

/**
 * The name in the address bar. What a proxy forwards does not count: a page can send that itself.
 *
 * @param {Request} req
 * @returns {string}
 */
function hostNameOf(req) {
  const url = `http://${req.headers.host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : '';
}

function isAddress(host) {
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

/**
 * `.shop.example` covers all names below it.
 *
 * @param {string} name
 * @param {string} host
 * @returns {boolean}
 */
function covers(name, host) {
  return name.startsWith('.') ? host.endsWith(name) : host === name;
}
