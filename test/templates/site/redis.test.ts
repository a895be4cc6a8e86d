import { choicesOf, LANGUAGE, MODE } from '../../../src/create/options.ts';
import { describeCombination } from '../../support/combination.ts';

for (const language of choicesOf(LANGUAGE)) {
  for (const mode of choicesOf(MODE)) describeCombination(mode, 'redis', language);
}
