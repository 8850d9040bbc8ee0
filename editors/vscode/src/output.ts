/** What o8 prints, line by line. Knows nothing of the editor. */

/** Colours and the like, which stand between what is looked for. */
const STYLE = '(?:\\u001b\\[[0-9;]*m)*';
const PLACE = new RegExp(`^((?:\\s|\\u001b\\[[0-9;]*m)*[╭,]${STYLE}[─-]${STYLE}\\[${STYLE} ${STYLE})(?=\\S)`, 'u');

/** A line with the folder of the package before the file that it names. */
export function locate(line: string, folder: string): string {
  return folder === '' ? line : line.replace(PLACE, `$1${folder.replaceAll('$', '$$$$')}/`);
}
