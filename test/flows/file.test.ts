import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { FLOWS } from '../../src/flows/built-in/flows.ts';
import { parseFlow } from '../../src/flows/file/file.ts';

const STEP = { title: 'home', do: { get: '/' } };

describe('a flow from a file', () => {
  it.each(FLOWS)('can say all that the built-in flow $name says', (flow) => {
    expect(parseFlow(JSON.stringify(flow), 'flow.json')).toEqual(JSON.parse(JSON.stringify(flow)));
  });

  it('may have fields and keys of any name', () => {
    const named = '{"__proto__":"1","constructor":"2","toString":"3"}';
    const step = `{"title":"t","do":{"post":"/","form":${named}},"expect":[{"holds":${named}}]}`;
    const text = `{"name":"x","about":"","steps":[${step}]}`;
    expect(JSON.stringify(parseFlow(text, 'flow.json'))).toBe(text);
  });

  it.each([
    [
      { name: 'x', about: '', steps: [{ title: 'a', do: { post: '/', form: { a: 1 } } }] },
      'steps.0.do.form: must be an object of texts',
    ],
    [
      { name: 'x', about: '', steps: [{ ...STEP, expect: [{ holds: ['a'] }] }] },
      'steps.0.expect.0.holds: must be an object',
    ],
    ['{', 'flow.json is not valid JSON'],
    ['"x"', 'flow.json is not a valid flow: the flow'],
    [{ name: 'x', about: '', steps: [] }, 'steps: must have at least one step'],
    [{ name: 'x', about: '', steps: [{ title: 'home' }] }, 'steps.0.do'],
    [
      { name: 'x', about: '', steps: [{ title: 'home', do: { click: 'x' } }] },
      'steps.0.do: must be an object with one of the keys get, post, put',
    ],
    [
      { name: 'x', about: '', steps: [{ ...STEP, expect: [{ status: '200' }] }] },
      'steps.0.expect.0.status: must be a status',
    ],
    [
      { name: 'x', about: '', steps: [{ ...STEP, expect: [{ satus: 200 }] }] },
      'steps.0.expect.0.satus: there is no such key; did you mean "status"? The keys here are only, rule, status, ',
    ],
    [
      { name: 'x', about: '', steps: [{ titel: 'home', do: { get: '/' } }] },
      'steps.0.titel: there is no such key; did you mean "title"? The keys here are title, only, visitor',
    ],
    [
      { name: 'x', about: '', steps: [{ title: 'home', do: { sign_in: { user: 'a' } } }] },
      'steps.0.do: must be an object with one of the keys get, post, put, patch, delete, follow, signIn, newPassword, signOut; did you mean "signIn"?',
    ],
    [
      { name: 'x', about: '', steps: [{ wiat: 2 }] },
      'steps.0.wiat: there is no such key; did you mean "wait"?',
    ],
    [{ name: 'x', about: '', stepz: [] }, 'stepz: there is no such key; did you mean "steps"?'],
    [
      { name: 'x', about: '', steps: [{ ...STEP, do: { post: '/', form: {}, json: 1 } }] },
      'steps.0.do: can have a form or json, not both',
    ],
    [
      { name: 'x', about: '', steps: [{ ...STEP, capture: { user: { header: 'x' } } }] },
      'steps.0.capture.user: is a name that stands for something else',
    ],
    [
      { name: 'x', about: '', steps: [{ ...STEP, capture: { id: { json: 'a..b' } } }] },
      'steps.0.capture.id.json: must be a path such as user.ids[0]',
    ],
    [{ name: 'x', about: '', steps: [{ wait: '2s' }] }, 'steps.0.wait'],
    [{ name: 'x', about: '', steps: [{ together: [{ title: 'a' }] }] }, 'steps.0.together.0.do'],
  ])('%j is refused, with the place that is wrong', (flow, words) => {
    const text = typeof flow === 'string' ? flow : JSON.stringify(flow);
    const parse = () => parseFlow(text, 'flow.json');
    expect(parse).toThrow(Failure);
    expect(parse).toThrow(words);
  });

  it('20,000 levels of JSON are refused', () => {
    const json = '['.repeat(20_000) + ']'.repeat(20_000);
    const text = `{"name":"x","about":"","steps":[{"title":"a","do":{"post":"/","json":${json}}}]}`;
    expect(() => parseFlow(text, 'flow.json')).toThrow(
      new Failure('usage', 'flow.json is not a valid flow: it has more than 100 levels.'),
    );
  });

  it('a mistake in JSON shows nothing of the text', () => {
    expect(() => parseFlow('{"password": t0p5ecret}', 'flow.json')).toThrow(
      /^flow\.json is not valid JSON(, at position \d+)?\. Correct it first\.$/,
    );
  });
});
