/** The graph: the picture that the compiler draws, and the same as a table for those who do not see it. */
import type { Graph, Picture } from '../protocol';
import { choice, draw, element, link, open, type Place } from './page';

type Data = Graph & { of: Picture; environment: string };

/** What follows the editor's theme. */
const themeWatchers = new Set<() => void>();
new MutationObserver(() => themeWatchers.forEach(watch => watch())).observe(document.body, { attributeFilter: ['class'] });

draw<Data>(data => {
  themeWatchers.clear();
  return [toolbar(data), picture(data), table(data)];
});

function toolbar({ of, environment, environments }: Data): HTMLElement {
  const pictures: [string, string][] = [['modules', 'modules'], ['promotion', 'promotion'], ['packages', 'packages']];
  const bar = element('div', { class: 'toolbar' }, choice('of', 'Graph of', of, pictures));
  if (of === 'modules') {
    const all: [string, string] = ['', 'all environments'];
    bar.append(choice('environment', 'in', environment, [all, ...environments.map((name): [string, string] => [name, name])]));
  }
  return bar;
}

/** The compiler's SVG, parsed as XML and cleaned, its boxes made buttons. */
function picture({ svg, locations }: Data): HTMLElement {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const root = parsed.documentElement;
  if (root.nodeName !== 'svg') {
    return element('p', {}, 'The picture cannot be shown; the table below says the same.');
  }
  const rules = [...root.querySelectorAll('style')].map(style => style.textContent).join('\n');
  clean(root);
  const drawn = document.importNode(root, true);
  for (const box of drawn.querySelectorAll<SVGElement>('.node')) {
    const place = locations[box.querySelector('.name')?.textContent ?? ''];
    if (place !== undefined) {
      makeButton(box, place);
    }
  }
  const frame = element('div', { class: 'picture', tabindex: '0', role: 'group', 'aria-label': 'Picture; the table below says the same' });
  // Its rules speak of `text` and `.line`: apart from the page, they reach nothing else.
  const shadow = frame.attachShadow({ mode: 'open' });
  shadow.adoptedStyleSheets = [themed(rules)];
  shadow.append(drawn);
  themeWatchers.add(() => { shadow.adoptedStyleSheets = [themed(rules)]; });
  return frame;
}

/** The picture's rules for the editor's theme, which need not be that of the machine; the page shows through its canvas. */
function themed(rules: string): CSSStyleSheet {
  const given = new CSSStyleSheet();
  given.replaceSync(rules);
  const dark = ['vscode-dark', 'vscode-high-contrast'].some(name => document.body.classList.contains(name))
    && !document.body.classList.contains('vscode-high-contrast-light');
  const chosen = [...given.cssRules].flatMap(rule => {
    if (!(rule instanceof CSSMediaRule)) {
      return [rule.cssText];
    }
    const wanted = !rule.conditionText.includes('prefers-color-scheme') || rule.conditionText.includes('dark') === dark;
    return wanted ? [...rule.cssRules].map(inner => inner.cssText) : [];
  });
  const own = `.canvas { fill: none } svg { display: block; max-width: none } [role="button"] { cursor: pointer }
    [role="button"]:focus-visible { outline: 2px solid var(--vscode-focusBorder) }`;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${chosen.join('\n')}\n${own}`);
  return sheet;
}

/** Removes what could run or load something. The policy of the page forbids both; this keeps them out of it at all. */
function clean(root: Element): void {
  for (const node of [...root.querySelectorAll('script, style, foreignObject, image, use, a, iframe')]) {
    node.remove();
  }
  for (const node of [root, ...root.querySelectorAll('*')]) {
    for (const { name } of [...node.attributes]) {
      if (name.startsWith('on') || name.endsWith('href')) {
        node.removeAttribute(name);
      }
    }
  }
}

function makeButton(box: SVGElement, place: Place): void {
  box.setAttribute('role', 'button');
  box.setAttribute('tabindex', '0');
  box.addEventListener('click', () => open(place));
  box.addEventListener('keydown', event => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(place);
    }
  });
}

function table({ graph: { nodes, edges }, locations, of }: Data): HTMLElement {
  const head = element('tr', {}, element('th', { scope: 'col' }, title(of)), element('th', { scope: 'col' }, 'leads to'));
  const rows = nodes.map(node => {
    const details = [node.team, node.version, node.existing === true ? 'existing' : undefined].filter(text => typeof text === 'string');
    const name = element('th', { scope: 'row' }, link(node.name, locations[node.name]));
    if (details.length > 0) {
      name.append(element('span', { class: 'detail' }, ` ${details.join(', ')}`));
    }
    const targets = edges.filter(edge => edge.from === node.name).map(({ to, kind, labels }) => {
      const texts = labels.map(({ text, environments }) => environments.length > 0 ? `${text} in ${environments.join(', ')}` : text);
      const text = texts.length > 0 ? ` ${kind} (${texts.join('; ')})` : ` ${kind}`;
      return element('li', {}, link(to, locations[to]), element('span', { class: 'detail' }, text));
    });
    return element('tr', {}, name, element('td', {}, targets.length > 0 ? element('ul', {}, ...targets) : '–'));
  });
  const body = element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
  return element('details', { open: '' }, element('summary', {}, 'As a table'), body);
}

function title(of: Picture): string {
  return { modules: 'Module', promotion: 'Environment', packages: 'Package' }[of];
}
