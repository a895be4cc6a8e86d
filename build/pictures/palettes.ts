import type { Color } from './terminal.ts';

export type Scheme = 'light' | 'dark';

/** The colours of a terminal's text, and of the window around it. */
export type Palette = Record<Color | 'ground' | 'edge' | 'button', string>;

/** The colours of the report page, so that the pictures match. */
export const PALETTES: Record<Scheme, Palette> = {
  light: {
    ground: '#ffffff',
    edge: '#cbd2db',
    button: '#cbd2db',
    text: '#18212c',
    quiet: '#566170',
    good: '#17703c',
    bad: '#b3261e',
    command: '#0a6c7d',
  },
  dark: {
    ground: '#151c23',
    edge: '#2b3642',
    button: '#3d4a58',
    text: '#e4eaf1',
    quiet: '#9aa8b7',
    good: '#74d598',
    bad: '#ff948b',
    command: '#64cfdd',
  },
};
