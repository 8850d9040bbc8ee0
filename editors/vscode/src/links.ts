/** Finding the part of a text that a position belongs to. Knows nothing of the editor. */
import type { Location, Position, Range } from 'vscode-languageclient/node';

import type { Link } from './protocol';

/** The link whose generated part holds the position: the narrowest, and of those alike the first. Else the first of its line. */
export function linkAtGenerated(links: readonly Link[], position: Position): Link | undefined {
  return narrowest(links.filter(link => holds(link.generated, position)), link => link.generated)
    ?? links.find(link => link.generated.start.line === position.line);
}

/**
 * The links that come from the narrowest source range that holds the position; a line may become several. A place between
 * ranges, such as the name of a block of settings, stands for the first that begins in its line.
 */
export function linksAtSource(links: readonly Link[], uri: string, position: Position): Link[] {
  const candidates = links.filter(link => link.source.uri === uri);
  const best = narrowest(candidates.filter(link => holds(link.source.range, position)), link => link.source.range)
    ?? candidates.find(link => link.source.range.start.line === position.line);
  return best === undefined ? [] : candidates.filter(link => same(link.source, best.source));
}

function narrowest(links: Link[], range: (link: Link) => Range): Link | undefined {
  return links.reduce<Link | undefined>(
    (best, link) => (best === undefined || compare(size(range(link)), size(range(best))) < 0 ? link : best),
    undefined,
  );
}

function holds({ start, end }: Range, position: Position): boolean {
  return compare([start.line, start.character], [position.line, position.character]) <= 0
    && compare([position.line, position.character], [end.line, end.character]) <= 0;
}

/** Lines first, then columns. */
function size({ start, end }: Range): [number, number] {
  return [end.line - start.line, end.character - start.character];
}

function compare(a: [number, number], b: [number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}

function same(a: Location, b: Location): boolean {
  return a.uri === b.uri && compare(ends(a.range)[0], ends(b.range)[0]) === 0 && compare(ends(a.range)[1], ends(b.range)[1]) === 0;
}

function ends({ start, end }: Range): [[number, number], [number, number]] {
  return [[start.line, start.character], [end.line, end.character]];
}
