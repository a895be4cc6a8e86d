import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { expectHeading, HEADINGS, submitSignIn, useBrowser, useSite } from '../support/browser.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { listen } from '../support/listen.ts';

const openPage = useBrowser();

describe.skipIf(!inject('chromium'))('the cookie that a browser keeps', () => {
  describe('while developing', () => {
    const siteUrl = useSite('authenticated', 'typescript');

    it('is for the site alone, out of the reach of scripts, and lasts no longer than a sign-in may', async () => {
      const page = await openPage({ baseURL: siteUrl() });
      await page.goto('/about');
      expect(await page.context().cookies()).toEqual([]);

      await submitSignIn(page, 'alice');
      await expectHeading(page, HEADINGS.about);
      const cookie = await theCookie(page);
      expect(cookie).toMatchObject({
        name: 'my-app',
        domain: '127.0.0.1',
        path: '/',
        httpOnly: true,
        sameSite: 'Lax',
        secure: false,
      });
      expect(daysUntil(cookie.expires)).toBeCloseTo(7, 1);
      expect(await page.evaluate(() => document.cookie)).toBe('');
    });

    it('is another one after a sign-in, and gone after a log-out', async () => {
      const page = await openPage({ baseURL: siteUrl() });
      const signIn = async (name: string) => {
        await page.goto('/login');
        await submitSignIn(page, name);
        await expectHeading(page, HEADINGS.home);
        return theCookie(page);
      };
      const first = await signIn('alice');
      const second = await signIn('bob');
      expect(second.value).not.toBe(first.value);

      await page.getByRole('button', { name: 'Log Out' }).click();
      await page.getByText('Signed Out!!!').waitFor();
      expect(await page.context().cookies()).toEqual([]);
    });
  });

  describe('in production, behind a proxy that speaks HTTPS', () => {
    const siteUrl = useSite('anonymous', 'javascript', {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      TRUST_PROXY: '1',
    });

    it('is sent over HTTPS alone, and cannot come from another host', async () => {
      const baseURL = await startHttpsProxy(siteUrl());
      const page = await openPage({ baseURL, ignoreHTTPSErrors: true });
      await page.goto('/home');
      expect(await theCookie(page)).toMatchObject({
        name: '__Host-my-app',
        path: '/',
        httpOnly: true,
        sameSite: 'Lax',
        secure: true,
      });
    });
  });
});

async function theCookie(page: Page) {
  const [cookie, ...others] = await page.context().cookies();
  if (!cookie || others.length > 0) throw new Error('There should be one cookie');
  return cookie;
}

function daysUntil(seconds: number): number {
  return (seconds - Date.now() / 1000) / 86_400;
}

/** Stands before a site as a load balancer does, until the running test ends. */
async function startHttpsProxy(target: string): Promise<string> {
  const { key, certificate } = selfSignedCertificate();
  const files = { key: readFileSync(key), cert: readFileSync(certificate) };
  const proxy = createServer(files, (req, res) => {
    const headers = { ...req.headers, 'x-forwarded-proto': 'https' };
    const onward = request(new URL(req.url ?? '/', target), { method: req.method, headers });
    onward.on('response', (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    req.pipe(onward);
  });
  return `https://127.0.0.1:${await listen(proxy)}`;
}
