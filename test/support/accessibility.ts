import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** The rules of WCAG 2.2 up to level AA, and what axe advises beyond them. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on a page: the rule, and the elements that break it. */
export function violations(page: Page): Promise<string[]> {
  return page.evaluate(`${axe.source};
    axe.run({ runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) =>
      violations.map(({ id, help, nodes }) =>
        id + ': ' + help + ': ' + nodes.map(({ html }) => html).join(' ')))`);
}

/** Whether the element with the focus has something drawn around it. */
export function focusIsShown(page: Page): Promise<boolean> {
  return page.locator(':focus').evaluate((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  });
}
