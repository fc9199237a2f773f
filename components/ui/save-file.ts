import { csvFileStart } from "@/lib/platform/csv";

/** Hands the browser a CSV file to save, which Excel reads as what it is. */
export function saveCsvFile(name: string, csv: string): void {
  saveTextFile(name, csvFileStart + csv, "text/csv");
}

/** Hands the browser a text file to save; the content never becomes part of an address. */
export function saveTextFile(name: string, text: string, type = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  downloadFrom(url, name);
  // The click only begins the download; revoking at once can cancel it in Safari.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Lets the browser save what an address answers with, as it comes in; `name` where the answer gives none. */
export function downloadFrom(url: string, name = ""): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
