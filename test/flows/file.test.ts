import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.ts';
import { FLOWS } from '../../src/flows/built-in.ts';
import { parseFlow } from '../../src/flows/file.ts';

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
      'steps.0.do: must be one of',
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
      'steps.0.do: must be one of {"get": PATH}',
    ],
    [
      { name: 'x', about: '', steps: [{ ...STEP, expect: [{ status: '200' }] }] },
      'steps.0.expect.0.status: must be a status',
    ],
    [
      { name: 'x', about: '', steps: [{ ...STEP, expect: [{ satus: 200 }] }] },
      'steps.0.expect.0.satus',
    ],
    [{ name: 'x', about: '', steps: [{ wait: '2s' }] }, 'steps.0.wait'],
    [{ name: 'x', about: '', steps: [{ together: [{ title: 'a' }] }] }, 'steps.0.together.0.do'],
  ])('%j is refused, with the place that is wrong', (flow, words) => {
    const text = typeof flow === 'string' ? flow : JSON.stringify(flow);
    const parse = () => parseFlow(text, 'flow.json');
    expect(parse).toThrow(Failure);
    expect(parse).toThrow(words);
  });
});
