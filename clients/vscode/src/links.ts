// Links to files, between the server's Markdown and a page of the editor.

/**
 * Markdown as VS Code renders it takes no `file:` links. Those into `folder` (a URI) become paths
 * from it, with a slash in front; of other links to files the text is left.
 */
export function previewLinks(markdown: string, folder: string | undefined): string {
  return markdown.replace(/\[([^\]\n]*)\]\((file:[^)\s]*)\)/g, (_link, text: string, uri: string) => {
    const inside = folder !== undefined && uri.startsWith(`${folder}/`);
    return inside ? `[${text}](${uri.slice(folder.length)})` : text;
  });
}

/** The line that a fragment such as `L35` names, counted from 0; the first where it names none. */
export function lineOf(fragment: string): number {
  const number = Number(/^L(\d+)/.exec(fragment)?.[1] ?? 1);
  return Math.max(number - 1, 0);
}
