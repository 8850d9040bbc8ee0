/**
 * The requests of the language server that are not in the protocol of all languages. Nothing in them is of this editor alone.
 */
import { RequestType, type Location, type Position, type Range, type TextDocumentIdentifier } from 'vscode-languageclient/node';

/** A position in a file. */
export interface At {
  textDocument: TextDocumentIdentifier;
  position: Position;
}

/** What a declaration compiles to for one target. */
export interface Compiled {
  /** What is shown, such as `module web`. */
  title: string;
  /** The target that is shown, such as `prod@eu`. */
  target: string;
  /** All targets of the declaration, in order. */
  targets: string[];
  /** The YAML. */
  text: string;
  /** Which lines come from where, in the order of the text; the narrowest range that holds a position is meant. */
  links: Link[];
}

/** A part of the YAML and its source. */
export interface Link {
  generated: Range;
  source: Location;
  /** What kind of text decided it. */
  kind: 'default' | 'component' | 'body' | 'extend' | 'override' | 'patch';
}

/** `o8/compiled`: the output of the declaration at a position; null where there is none. */
export const compiledRequest = new RequestType<At & { target?: string }, Compiled | null, void>('o8/compiled');

/**
 * `o8/source`: where a line of a generated file comes from; null where that is not known. `text` is what the file says, which may
 * be older than the program.
 */
export const sourceRequest = new RequestType<At & { text?: string }, Location | null, void>('o8/source');

/** What is drawn. */
export type Picture = 'modules' | 'promotion' | 'packages';

/** A picture for the eye, and the same as data. */
export interface Graph {
  /** What `o8 graph --format svg` writes. */
  svg: string;
  /** What `o8 graph --format json` writes. */
  graph: {
    nodes: GraphNode[];
    edges: { from: string; to: string; kind: string; labels: { text: string; environments: string[] }[] }[];
  };
  /** The environments, in the order of promotion. */
  environments: string[];
  /** Where the nodes are declared, by name. */
  locations: Record<string, Location>;
}

/** A module, an environment or a package. */
export interface GraphNode {
  name: string;
  team?: string | null;
  existing?: boolean;
  version?: string | null;
}

/** `o8/graph`: a picture of the package that a file belongs to. */
export const graphRequest = new RequestType<
  { textDocument: TextDocumentIdentifier; of: Picture; environment?: string },
  Graph | null,
  void
>('o8/graph');

/** Modules and targets, and what differs. */
export interface Matrix {
  /** `dev`, `prod@eu`, `prod@us`: environments in the order of promotion, with their clusters where there are several; then `@us`, the clusters of addons. */
  targets: string[];
  modules: MatrixRow[];
}

/** One module in every target. */
export interface MatrixRow {
  name: string;
  team?: string;
  location?: Location;
  /** By target; a module has no cell where it does not run. */
  cells: Record<string, MatrixCell>;
}

/** A module in a target. */
export interface MatrixCell {
  version?: string;
  /** The image of the first container, from the name after the last `/`. */
  image?: string;
  replicas?: number;
  objects: number;
  /** What is another than in the first target of the module, such as `deploy.sizing.replicas = 3`, and what decides it. */
  differs: { text: string; location?: Location }[];
}

/** `o8/matrix`: the matrix of the package that a file belongs to. */
export const matrixRequest = new RequestType<{ textDocument: TextDocumentIdentifier }, Matrix | null, void>('o8/matrix');
