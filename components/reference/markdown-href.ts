/** The address of a page of the reference as Markdown. */
export function markdownHref(href: string): string {
  return `${href}.md`;
}
