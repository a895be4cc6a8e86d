import findings from './page/findings.css?inlined';
import head from './page/head.css?inlined';
import layout from './page/layout.css?inlined';
import page from './page/page.css?inlined';
import sequences from './page/sequences.css?inlined';
import account from './page/steps.css?inlined';
import store from './page/store.css?inlined';
import walk from './page/walk.css?inlined';

/** The style sheet of a run's page. */
export const style = [page, layout, head, sequences, walk, account, store].join('\n');

/** The style sheet of an audit's page. */
export const auditStyle = [page, head, sequences, findings].join('\n');
