import comparison from './page/comparison.css?inlined';
import findings from './page/findings.css?inlined';
import head from './page/head.css?inlined';
import layout from './page/layout.css?inlined';
import overview from './page/overview.css?inlined';
import page from './page/page.css?inlined';
import sequences from './page/sequences.css?inlined';
import account from './page/steps.css?inlined';
import store from './page/store.css?inlined';
import walk from './page/walk.css?inlined';

/** The style sheet of a run's page. */
export const style = [page, layout, head, sequences, walk, account, overview, store].join('\n');

/** The style sheet of an audit's page. */
export const auditStyle = [page, head, sequences, findings].join('\n');

/** The style sheet of a comparison's page. */
export const comparisonStyle = [page, head, sequences, comparison].join('\n');
