const elsewhere = "choose another folder by LATCHKEY_DATA_DIR";

/** By codes of the system, and by what PostgreSQL and npm print for them. */
const refusals = [
  [/\bENOSPC\b|no space left on device|check free disk space/i, "the disk is full: make room on it and try again"],
  [/\bEDQUOT\b|disk quota exceeded/i, "the disk quota is used up: raise it or make room, and try again"],
  [/\bEROFS\b|read-only file system/i, `the disk is read-only there: ${elsewhere}`],
  [/\bEFBIG\b|file too large/i, "a limit on the size of files was met (ulimit -f): raise it and try again"],
  [/\bEIO\b|input\/output error/i, "the disk fails"],
  [/\b(EACCES|EPERM)\b/, `this user may not write there: change the owner, or ${elsewhere}`],
];
/** The same codes, where a port or a process was refused. */
const ofNoDisk = /\b(listen|connect|bind|kill) E(ACCES|PERM)\b/;

/** Causes may go round in a circle. */
const longestChain = 5;

/** What a disk refused, in plain words; null for an error about something else. Looks at messages, codes and causes. */
export function diskWords(error) {
  for (let at = error, depth = 0; at instanceof Error && depth < longestChain; at = at.cause, depth += 1) {
    const text = `${at.message} ${at.code ?? ""}`;
    const [, words] = refusals.find(([pattern]) => pattern.test(text)) ?? [];
    if (words && !ofNoDisk.test(text)) return words;
  }
  return null;
}

/** An error's message, after the plain words where a disk refused something. */
export function withDiskWords(error) {
  const message = error instanceof Error ? error.message : String(error);
  const words = diskWords(error);
  return words ? `${words} (${message})` : message;
}
