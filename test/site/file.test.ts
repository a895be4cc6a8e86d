import { describeCombination } from '../support/combination.ts';

describeCombination('authenticated', 'file');
describeCombination('anonymous', 'file');
