import { isIP } from 'node:net';
import { HttpError } from '../errors.js';

/**
 * @import { Request, RequestHandler } from 'express'
 * @import { Settings } from '../settings.js'
 */

/**
 * Refuses requests for a host name that is not the site's.
 *
 * This prevents DNS rebinding: an attacker opens a page under a name of their own, then points that name at this
 * machine. The browser now believes that the attacker's page and this site are the same. An IP address cannot be
 * pointed elsewhere, so addresses are always allowed.
 *
 * @param {Settings} settings
 * @returns {RequestHandler}
 */
export function allowedHosts(settings) {
  const allowed = [
    'localhost',
    '.localhost',
    settings.host.toLowerCase(),
    ...settings.allowedHosts,
  ];
  // In production, the site cannot know its own names before ALLOWED_HOSTS is set.
  const isEnabled = !settings.production || settings.allowedHosts.length > 0;
  return (req, _res, next) => {
    if (!isEnabled) return next();
    const host = hostNameOf(req);
    if (!isAddress(host) && !allowed.some((name) => matches(name, host))) {
      throw new HttpError(403, {
        explanation: `This site does not answer to the name "${host}". If that is a name of the site, its owner can add it to the setting ALLOWED_HOSTS.`,
      });
    }
    next();
  };
}

/**
 * The name in the visitor's address bar. X-Forwarded-Host does not count, because a page can set it.
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
 * `.shop.example` matches all names below it.
 *
 * @param {string} name
 * @param {string} host
 * @returns {boolean}
 */
function matches(name, host) {
  return name.startsWith('.') ? host.endsWith(name) : host === name;
}
