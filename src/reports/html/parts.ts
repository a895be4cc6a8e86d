import type { StepEvent } from '../../events/run.ts';
import type { RunVerdict, StepVerdict } from '../gather.ts';
import { type Content, type Markup, markup } from '../markup.ts';
import { utc, VERDICTS } from '../phrases.ts';

/** The fragment of a step's account. */
export function stepId({ number }: StepEvent): string {
  return `step-${number}`;
}

/** A verdict: a sign, a word and a colour, because not everybody can perceive each of them. */
export function verdictMark(verdict: StepVerdict | RunVerdict): Markup {
  const sign = verdict === 'passed' ? '✓' : '✗';
  return markup`<span class="verdict ${verdict}"><span aria-hidden="true">${sign}</span> ${VERDICTS[verdict]}</span>`;
}

/** Terms with their descriptions; those without one are left out. */
export function terms(
  className: string,
  entries: Array<[term: string, value: Content]>,
): Markup | null {
  const given = entries.filter(([, value]) => value !== undefined && value !== null);
  if (given.length === 0) return null;
  return markup`<dl class="${className}">
${given.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`)}
</dl>`;
}

/** A part under a heading; nothing if it is empty. */
export function part(className: string, heading: string, content: Content[]): Markup | null {
  if (content.every((entry) => entry === null || entry === undefined)) return null;
  return markup`<section class="${className}">
<h3>${heading}</h3>
${content}
</section>`;
}

/** Something long, collapsed under a line that says what it is. */
export function folded(summary: Content, content: Content, open = false): Markup {
  return markup`<details${open ? markup` open` : null}><summary>${summary}</summary>
${content}
</details>`;
}

export function code(text: string): Markup {
  return markup`<code>${text}</code>`;
}

/** Text with its own line breaks. Without the inner element, `pre` would drop a line break at the start. */
export function block(text: string): Markup {
  return markup`<pre><code>${text}</code></pre>`;
}

export function time(iso: string): Markup {
  return markup`<time datetime="${iso}">${utc(iso)}</time>`;
}

/** A value of a session, as JSON. */
export function shown(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent) ?? String(value);
}
