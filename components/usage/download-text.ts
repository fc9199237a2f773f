/** Saves text as a file from the browser, without a server. */
export function downloadText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The click only begins the download; revoking in the same task can cancel it in Safari.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
