/** What the pages share: elements, messages, and moving with the arrow keys. */

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const editor = acquireVsCodeApi();

/** A place in a file. */
export interface Place {
  uri: string;
  range: { start: { line: number; character: number } };
}

/** Draws the page anew whenever data comes. */
export function draw<T>(content: (data: T) => Node[]): void {
  const page = document.getElementById('page')!;
  window.addEventListener('message', (event: MessageEvent<T>) => {
    const focused = document.activeElement?.id;
    page.replaceChildren(...content(event.data));
    page.removeAttribute('aria-busy');
    if (focused !== undefined && focused !== '') {
      document.getElementById(focused)?.focus();
    }
  });
  editor.postMessage({ type: 'ready' });
}

/** An element with attributes and children; texts are texts, never HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** A button that opens a place in the editor; plain text where there is none. */
export function link(text: string, place: Place | undefined, label?: string): HTMLElement {
  if (place === undefined) {
    return element('span', {}, text);
  }
  const button = element('button', { class: 'link', type: 'button', ...(label === undefined ? {} : { 'aria-label': label }) }, text);
  button.addEventListener('click', () => open(place));
  return button;
}

/** Opens a place in the editor. */
export function open({ uri, range: { start } }: Place): void {
  editor.postMessage({ type: 'open', uri, line: start.line, character: start.character });
}

/** A list to choose from, with its label. */
export function choice(id: string, label: string, value: string, options: [string, string][]): HTMLElement {
  const select = element('select', { id });
  for (const [key, text] of options) {
    select.append(new Option(text, key, key === value, key === value));
  }
  select.addEventListener('change', () => editor.postMessage({ type: 'choose', name: id, value: select.value }));
  return element('label', { class: 'choice' }, `${label} `, select);
}
