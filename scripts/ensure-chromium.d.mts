/** Where Debian's Chromium is; undefined where Playwright's own is to be taken. */
export function chromiumBinary(): string | undefined;
