import head from './page/head.css?inlined';
import page from './page/page.css?inlined';
import sequences from './page/sequences.css?inlined';
import account from './page/steps.css?inlined';
import store from './page/store.css?inlined';
import walk from './page/walk.css?inlined';

/** The page's style sheet. */
export const style = [page, head, sequences, walk, account, store].join('\n');
