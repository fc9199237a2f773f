/** What became of a link that was asked for, as the end of a sentence: without a mail server it waits until it is handed over. */
export function linkSent(mailed: boolean, to: string): string {
  return mailed
    ? `link is on its way to ${to}`
    : `link for ${to} waits with the administrator, who hands it over: this deployment sends no mail`;
}
