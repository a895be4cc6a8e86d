import type { Plugin } from 'rolldown';
import { parsed } from './parsed.ts';

/** The compressed names of HTML characters: unpacking them at each start takes 5 ms. */
const PACKED = /entities\/dist\/generated\/decode-data-html\.js$/;

/** Unpacks them at build. */
export const unpackedEntities: Plugin = {
  name: 'unpacked-entities',
  async transform(_code, id) {
    if (!PACKED.test(id)) return null;
    const { htmlDecodeTree } = await import(id);
    return `export const htmlDecodeTree = /* @__PURE__ */ Uint16Array.from(${parsed([...htmlDecodeTree])});`;
  },
};
