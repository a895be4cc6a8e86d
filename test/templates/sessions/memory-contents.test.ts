import { describe, expect, it } from 'vitest';
import type { SessionStore } from '../../../templates/base/src/sessions/store/session-store.ts';
import { startApp } from '../../support/app.ts';
import { contentsOf, openStore } from '../../support/records.ts';
import { expectedScenarios } from '../../support/reference.ts';
import { Visitor } from '../../support/visitor.ts';

/** Memory lies inside the process, so the ids that the site makes are noted where it hands them to the store. */
async function observedStore() {
  const records = await openStore('memory', {});
  const ids = new Set<string>();
  const create: SessionStore['create'] = (id, record) => {
    ids.add(id);
    return Object.getPrototypeOf(records).create.call(records, id, record);
  };
  const contents = async () => {
    const found = await Promise.all([...ids].map((id) => records.find(id)));
    return found.filter((record) => record && record.movedTo === undefined).map(contentsOf);
  };
  return { records: Object.assign(records, { create }), contents };
}

describe('the memory store of an anonymous site holds what the tutorial’s held:', () => {
  const scenarios = expectedScenarios('anonymous');

  it.each(Object.keys(scenarios))('%s', async (name) => {
    const { records, contents } = await observedStore();
    const visitor = new Visitor(await startApp({}, records));
    for (const { request, store_after } of scenarios[name] ?? []) {
      await visitor.ask(request.method, request.path, request.form);
      const step = `${request.method} ${request.path}`;
      expect({ step, stored: await contents() }).toEqual({ step, stored: store_after });
    }
  });
});
