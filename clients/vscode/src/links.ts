// Links to files, as VS Code's Markdown preview takes them.

/**
 * The preview refuses `file:` links but takes paths from the first workspace folder, whose URI is
 * `folder`. Links into that folder become such paths; of other links to files the text is left.
 */
export function previewLinks(markdown: string, folder: string | undefined): string {
  return markdown.replace(/\[([^\]\n]*)\]\((file:[^)\s]*)\)/g, (_link, text: string, uri: string) => {
    const inside = folder !== undefined && uri.startsWith(`${folder}/`);
    return inside ? `[${text}](${uri.slice(folder.length)})` : text;
  });
}
