import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saveWay, withKey } from '../../src/project/save-way.ts';
import { scratchFolder } from '../support/scratch.ts';

const WAY = { login: '/signin', protected: '/me' };

describe('a key is set in a JSON text, and nothing else changes', () => {
  it.each([
    [
      'two spaces, lists on one line, a number with zeros',
      '{\n  "name": "a",\n  "files": ["x", "y"],\n  "n": 1.00\n}\n',
      '{\n  "name": "a",\n  "files": ["x", "y"],\n  "n": 1.00,\n  "session-app": {\n    "login": "/signin",\n    "protected": "/me"\n  }\n}\n',
    ],
    [
      'tabs, and line ends of Windows',
      '{\r\n\t"name": "a"\r\n}',
      '{\r\n\t"name": "a",\r\n\t"session-app": {\r\n\t\t"login": "/signin",\r\n\t\t"protected": "/me"\r\n\t}\r\n}',
    ],
    [
      'the key is there already, before others',
      '{\n  "session-app": { "login": "/old", "x": [1, {"a": 2}] },\n  "b": {"c": "},"}\n}\n',
      '{\n  "session-app": {\n    "login": "/signin",\n    "protected": "/me"\n  },\n  "b": {"c": "},"}\n}\n',
    ],
    [
      'the name of the key as a value, and deeper',
      '{\n  "a": "session-app",\n  "b": {"session-app": 1}\n}\n',
      '{\n  "a": "session-app",\n  "b": {"session-app": 1},\n  "session-app": {\n    "login": "/signin",\n    "protected": "/me"\n  }\n}\n',
    ],
    ['one line', '{"a":1}', '{"a":1,"session-app":{"login":"/signin","protected":"/me"}}'],
    ['nothing', '{}', '{"session-app":{"login":"/signin","protected":"/me"}}'],
  ])('%s', (_, before, after) => {
    expect(withKey(before, 'session-app', WAY)).toBe(after);
    expect(JSON.parse(after)['session-app']).toEqual(WAY);
  });
});

describe('the way in is saved to package.json', () => {
  it('keeps the parts that were not found this time', () => {
    const folder = scratchFolder();
    const path = join(folder, 'package.json');
    writeFileSync(path, '{\n "session-app": {"logout": "DELETE /in"}\n}\n');
    saveWay(folder, WAY);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      'session-app': { logout: 'DELETE /in', ...WAY },
    });
  });

  it('is told where there is none', () => {
    expect(() => saveWay(scratchFolder(), WAY)).toThrow(/There is no .*package\.json/);
  });
});

it.each(['[]', '"x"', '1', 'null'])('a package.json that is %s stays as it is', (text) => {
  const directory = scratchFolder();
  const path = join(directory, 'package.json');
  writeFileSync(path, text);
  expect(() => saveWay(directory, WAY)).toThrow(`${path} is not a JSON object. Correct it first.`);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it.each(['"abc"', '[1]', 'null'])('what stands under the key and is %s makes room', (odd) => {
  const directory = scratchFolder();
  const path = join(directory, 'package.json');
  writeFileSync(path, `{"session-app":${odd}}`);
  saveWay(directory, WAY);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ 'session-app': WAY });
});
