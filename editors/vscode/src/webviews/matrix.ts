/**
 * The matrix: a row for each module, a column for each target.
 *
 * It is a grid: Tab enters it and leaves it, the arrow keys, Home and End move in it, Enter opens the first link of a cell.
 */
import type { Matrix, MatrixCell, MatrixRow } from '../protocol';
import { draw, element, link } from './page';

let query = '';

draw<Matrix>(matrix => {
  const grid = table(matrix);
  return [toolbar(matrix, grid), grid, legend()];
});

function toolbar({ modules }: Matrix, grid: HTMLTableElement): HTMLElement {
  const search = element('input', { id: 'search', type: 'search', placeholder: 'module or team', value: query });
  const count = element('span', { class: 'detail', role: 'status' });
  const filter = (): void => {
    query = search.value;
    const wanted = query.trim().toLowerCase();
    let shown = 0;
    modules.forEach((module, index) => {
      const row = grid.tBodies[0]!.rows[index]!;
      row.hidden = !`${module.name} ${module.team ?? ''}`.toLowerCase().includes(wanted);
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = ` ${shown} of ${modules.length} modules`;
    enter(grid);
  };
  search.addEventListener('input', filter);
  filter();
  return element('div', { class: 'toolbar' }, element('label', {}, 'Search ', search), count);
}

function table({ targets, modules }: Matrix): HTMLTableElement {
  const corner = element('th', { scope: 'col' }, 'Module');
  const head = element('tr', {}, corner, ...targets.map(name => element('th', { scope: 'col' }, name)));
  const rows = modules.map(module => row(module, targets));
  const grid = element('table', { role: 'grid', 'aria-label': 'Modules and environments' },
    element('thead', {}, head), element('tbody', {}, ...rows));
  grid.addEventListener('keydown', event => move(grid, event));
  return grid;
}

function row(module: MatrixRow, targets: string[]): HTMLTableRowElement {
  const name = element('th', { scope: 'row', tabindex: '-1' }, link(module.name, module.location));
  if (module.team !== undefined) {
    name.append(element('span', { class: 'detail' }, ` ${module.team}`));
  }
  return element('tr', {}, name, ...targets.map(target => cell(module, target)));
}

function cell(module: MatrixRow, target: string): HTMLTableCellElement {
  const found = module.cells[target];
  const made = element('td', { role: 'gridcell', tabindex: '-1' });
  if (found === undefined) {
    made.className = 'absent';
    made.append(element('span', { 'aria-label': `${module.name} does not run in ${target}` }, '–'));
    return made;
  }
  made.append(element('div', {}, facts(found)));
  if (found.differs.length > 0) {
    made.className = 'differs';
    const items = found.differs.map(({ text, location }) =>
      element('li', {}, link(text, location, `${text}, ${module.name} in ${target}`)));
    made.append(element('ul', {}, ...items));
  }
  return made;
}

function facts({ version, image, replicas, objects }: MatrixCell): string {
  const texts = [version, image, replicas === undefined ? undefined : `×${replicas}`, objects === 1 ? '1 object' : `${objects} objects`];
  return texts.filter(text => text !== undefined).join(' · ');
}

function legend(): HTMLElement {
  return element('p', { class: 'detail' }, 'A marked cell lists what is another than in the first target of the module. – means that the module does not run there.');
}

/** Moves the focus from cell to cell. */
function move(grid: HTMLTableElement, event: KeyboardEvent): void {
  const rows = [...grid.tBodies[0]!.rows].filter(row => !row.hidden);
  const cell = (event.target as Element).closest<HTMLTableCellElement>('th, td');
  const row = cell?.parentElement as HTMLTableRowElement | undefined;
  const y = row === undefined ? -1 : rows.indexOf(row);
  if (cell === null || y < 0) {
    return;
  }
  const steps: Record<string, [number, number]> = {
    ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0], Home: [-Infinity, 0], End: [Infinity, 0],
  };
  if (event.key === 'Enter' && event.target === cell) {
    cell.querySelector('button')?.click();
    return;
  }
  const step = steps[event.key];
  if (step === undefined) {
    return;
  }
  event.preventDefault();
  const target = rows[clamp(y + step[1], rows.length)];
  const next = target?.cells[clamp(cell.cellIndex + step[0], target.cells.length)];
  if (next !== undefined) {
    enter(grid, next);
    next.focus();
  }
}

/** Makes one cell the one that Tab enters. */
function enter(grid: HTMLTableElement, cell?: HTMLElement): void {
  const first = [...grid.tBodies[0]!.rows].find(row => !row.hidden)?.cells[0];
  for (const other of grid.querySelectorAll<HTMLElement>('[tabindex="0"]')) {
    other.tabIndex = -1;
  }
  const entered = cell ?? first;
  if (entered !== undefined) {
    entered.tabIndex = 0;
  }
}

function clamp(value: number, length: number): number {
  return Math.max(0, Math.min(length - 1, value));
}
