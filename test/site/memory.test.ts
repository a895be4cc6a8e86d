import { describeCombination } from '../support/combination.ts';

describeCombination('authenticated', 'memory');
describeCombination('anonymous', 'memory');
