import { describeCombination } from '../support/combination.ts';

describeCombination('authenticated', 'redis');
describeCombination('anonymous', 'redis');
