/**
 * Where the `o8` program is: in the settings, in a workspace folder, in `PATH`, in this order.
 *
 * Knows nothing of the editor, so that it can be tested without one.
 */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import * as path from 'node:path';

/** What the search depends on. */
export interface Surroundings {
  /** `o8.server.path`; empty where nothing is set. */
  setting: string;
  /** The workspace folders. */
  folders: string[];
  /** Whether the user trusts them: programs of others are not run. */
  trusted: boolean;
  home: string;
  /** The variable `PATH`. */
  path: string;
  windows: boolean;
}

/** The program, or why there is none. */
export type Search =
  | { found: string; from: 'settings' | 'workspace' | 'PATH' }
  | { found: undefined; reason: 'setting' | 'nowhere'; tried: string[] };

/** Looks for the program. What the settings say is never replaced by something else. */
export async function findBinary(surroundings: Surroundings): Promise<Search> {
  const setting = surroundings.setting.trim();
  if (setting !== '') {
    const tried = settingPaths(setting, surroundings);
    const found = await firstExecutable(tried);
    return found === undefined ? { found, reason: 'setting', tried } : { found, from: 'settings' };
  }
  const name = surroundings.windows ? 'o8.exe' : 'o8';
  const inside = surroundings.trusted ? surroundings.folders.map(folder => path.join(folder, '.o8', 'bin', name)) : [];
  const local = await firstExecutable(inside);
  if (local !== undefined) {
    return { found: local, from: 'workspace' };
  }
  const separator = surroundings.windows ? ';' : ':';
  // A relative entry of `PATH` would be a program of whatever folder is open.
  const everywhere = surroundings.path.split(separator).filter(entry => path.isAbsolute(entry));
  const installed = await firstExecutable(everywhere.map(entry => path.join(entry, name)));
  if (installed !== undefined) {
    return { found: installed, from: 'PATH' };
  }
  return { found: undefined, reason: 'nowhere', tried: inside };
}

/** What a setting may mean: absolute, below the home folder, or below a workspace folder. */
function settingPaths(setting: string, { folders, home }: Surroundings): string[] {
  if (setting === '~' || setting.startsWith('~/') || setting.startsWith('~\\')) {
    return [path.join(home, setting.slice(1))];
  }
  const variable = '${workspaceFolder}';
  if (setting.includes(variable)) {
    return folders.map(folder => path.normalize(setting.replaceAll(variable, () => folder)));
  }
  return path.isAbsolute(setting) ? [setting] : folders.map(folder => path.join(folder, setting));
}

async function firstExecutable(candidates: string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) {
      return candidate;
    }
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** What `o8 --version` says, without the name; undefined where the program does not answer. */
export function versionOf(binary: string): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile(binary, ['--version'], { timeout: 10_000 }, (error, stdout) => {
      resolve(error === null ? readVersion(stdout) : undefined);
    });
  });
}

/** `o8 0.1.0` as `0.1.0`. */
export function readVersion(text: string): string | undefined {
  return /^o8 (\S+)/.exec(text)?.[1];
}
