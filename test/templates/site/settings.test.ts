import { resolve } from 'node:path';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { readSettings, SettingError } from '../../../templates/base/src/settings.ts';

const SECRET = 'x'.repeat(32);
const GOOD = { SESSION_SECRET: SECRET };
const DEVELOPMENT = { ...GOOD, NODE_ENV: 'development' };

describe('the settings of a site', () => {
  it('have defaults for a developer', () => {
    expect(readSettings(DEVELOPMENT)).toEqual({
      production: false,
      host: '127.0.0.1',
      port: 3000,
      allowedHosts: [],
      stopDelay: 0,
      sessionSecrets: [SECRET],
      lifetimes: { idle: 7_200_000, absolute: 604_800_000 },
      signInLimit: { failures: 10, window: 180_000 },
      newSessions: 300,
      trustProxy: false,
      usersFile: resolve('templates/base/users.json'),
    });
  });

  it.each([undefined, '', 'production', 'staging', 'prod', 'Development', 'dev', ' development'])(
    'are those of production where NODE_ENV is %j',
    (NODE_ENV) => {
      expect(readSettings({ ...GOOD, NODE_ENV })).toMatchObject({
        production: true,
        host: '0.0.0.0',
        stopDelay: 5_000,
      });
    },
  );

  it('take several secrets, so that one can be replaced', () => {
    const older = 'y'.repeat(40);
    expect(readSettings({ SESSION_SECRET: `${SECRET}, ${older}` }).sessionSecrets).toEqual([
      SECRET,
      older,
    ]);
  });

  it.each([
    ['/etc/shop/users.json', '/etc/shop/users.json'],
    ['data/users.json', resolve('templates/base/data/users.json')],
  ])('take USERS_FILE=%s, from the site’s folder wherever it is started', (USERS_FILE, path) => {
    expect(readSettings({ ...GOOD, USERS_FILE }).usersFile).toBe(path);
  });

  it.each([
    ['', false],
    ['0', 0],
    ['1', 1],
    ['loopback', ['loopback']],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
    ['::ffff:10.0.0.0/104', ['::ffff:10.0.0.0/104']],
    ['fd00::/8, ::ffff:10.0.0.1', ['fd00::/8', '::ffff:10.0.0.1']],
  ])('take TRUST_PROXY=%s', (TRUST_PROXY, trustProxy) => {
    expect(readSettings({ ...GOOD, TRUST_PROXY }).trustProxy).toEqual(trustProxy);
  });

  it('take no TRUST_PROXY that Express would not', () => {
    const addresses = ['10.0.0.0', '::1', 'fe80::1%eth0', '::ffff:10.0.0.1', '1.2.3', '01.2.3.4'];
    const prefixes = [
      '',
      '/0',
      '/1',
      '/8',
      '/32',
      '/33',
      '/128',
      '/129',
      '/',
      '/8/8',
      '/255.0.0.0',
    ];
    const values = addresses.flatMap((address) => prefixes.map((prefix) => address + prefix));
    const taken = values.filter((TRUST_PROXY) => {
      try {
        express().set('trust proxy', readSettings({ ...GOOD, TRUST_PROXY }).trustProxy);
        return true;
      } catch (error) {
        if (error instanceof SettingError) return false;
        throw error;
      }
    });
    expect(taken).toContain('10.0.0.0/8');
  });

  it.each([
    ['', []],
    ['shop.example', ['shop.example']],
    ['Shop.Example, .shop.example', ['shop.example', '.shop.example']],
  ])('take ALLOWED_HOSTS=%s', (ALLOWED_HOSTS, allowedHosts) => {
    expect(readSettings({ ...GOOD, ALLOWED_HOSTS }).allowedHosts).toEqual(allowedHosts);
  });

  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
    ['400d', 34_560_000_000],
  ])('take SESSION_IDLE=%s', (SESSION_IDLE, idle) => {
    expect(readSettings({ ...GOOD, SESSION_IDLE }).lifetimes.idle).toBe(idle);
  });

  it.each([
    [{}, /^SESSION_SECRET must be one or more random strings of at least 32 characters/],
    [{ SESSION_SECRET: 'short' }, /^SESSION_SECRET must be/],
    [{ SESSION_SECRET: `${SECRET},short` }, /^SESSION_SECRET must be/],
    [{ ...GOOD, PORT: 'http' }, /^PORT must be a whole number from 0 to 65535, not "http"/],
    [{ ...GOOD, PORT: '70000' }, /^PORT must be/],
    [{ ...GOOD, PORT: '-1' }, /^PORT must be/],
    [{ ...GOOD, SESSION_IDLE: '2 hours' }, /^SESSION_IDLE must be a time such as 30m, 2h or 7d/],
    [{ ...GOOD, SESSION_IDLE: '0s' }, /^SESSION_IDLE must be .*from 1s to 400d, not "0s"/],
    [{ ...GOOD, SESSION_ABSOLUTE: '-1d' }, /^SESSION_ABSOLUTE must be/],
    [
      { ...GOOD, SIGN_IN_FAILURES: '0' },
      /^SIGN_IN_FAILURES must be a whole number from 1 to 1000000/,
    ],
    [{ ...GOOD, SIGN_IN_FAILURES: '1000001' }, /^SIGN_IN_FAILURES must be/],
    [{ ...GOOD, SIGN_IN_WINDOW: '25d' }, /^SIGN_IN_WINDOW must be .*from 1s to 7d, not "25d"/],
    [{ ...GOOD, SESSION_ABSOLUTE: '99999999999d' }, /^SESSION_ABSOLUTE must be .* to 400d, not/],
    [{ ...GOOD, NEW_SESSIONS: '0' }, /^NEW_SESSIONS must be a whole number from 1 to 1000000/],
    [{ ...GOOD, NEW_SESSIONS: '1e3' }, /^NEW_SESSIONS must be/],
    [{ ...GOOD, STOP_DELAY: '-1s' }, /^STOP_DELAY must be .*from 0s to 5m, not "-1s"/],
    [{ ...GOOD, STOP_DELAY: '6m' }, /^STOP_DELAY must be/],
    [{ ...GOOD, ALLOWED_HOSTS: 'https://shop.example' }, /^ALLOWED_HOSTS must be names without/],
    [{ ...GOOD, ALLOWED_HOSTS: 'shop.example:3000' }, /^ALLOWED_HOSTS must be/],
    [{ ...GOOD, ALLOWED_HOSTS: '*.shop.example' }, /^ALLOWED_HOSTS must be/],
    [{ ...GOOD, TRUST_PROXY: 'bad' }, /^TRUST_PROXY must be/],
    [{ ...GOOD, TRUST_PROXY: '10.0.0.0/99' }, /^TRUST_PROXY must be/],
    [{ ...GOOD, TRUST_PROXY: '0.0.0.0/0' }, /^TRUST_PROXY must be .*from \/1.*, not "0.0.0.0\/0"/],
    [{ ...GOOD, TRUST_PROXY: '::/0' }, /^TRUST_PROXY must be/],
    [{ ...GOOD, TRUST_PROXY: '::ffff:10.0.0.1/96' }, /^TRUST_PROXY must be/],
    [{ ...GOOD, TRUST_PROXY: '0:0:0:0:0:FFFF:a00:1/96' }, /^TRUST_PROXY must be/],
    [{ ...GOOD, TRUST_PROXY: '11' }, /^TRUST_PROXY must be .*at most 10/],
    [{ ...GOOD, TRUST_PROXY: '1, 2' }, /^TRUST_PROXY must be/],
    [{ ...GOOD, TRUST_PROXY: 'yes' }, /^TRUST_PROXY must be the number of proxies/],
  ])('refuse %j by the name of what is wrong, and say what it must be', (env, message) => {
    expect(() => readSettings(env)).toThrow(message);
  });
});
