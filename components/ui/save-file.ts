/** Hands the browser a text file to save; the content never becomes part of an address. */
export function saveTextFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by the next turn of the event loop; until then the address must stay valid.
  setTimeout(() => URL.revokeObjectURL(url));
}
