/** What a start says: sentences for a person at a terminal, and one JSON line each where a program reads along. */

/** Taken before a running server makes lines of its log of whatever is written past it. */
const write = { stdout: process.stdout.write.bind(process.stdout), stderr: process.stderr.write.bind(process.stderr) };

/** Tells what is under way, or done, on standard output. */
export function tell(text, event = "progress", fields = {}) {
  say("stdout", "info", event, text, fields);
}

/** Tells why it does not go on, on standard error. */
export function complain(text, event, fields = {}) {
  say("stderr", "error", event, text, fields);
}

/** Tells of something that is probably not meant, on standard error. */
export function warn(text, event, fields = {}) {
  say("stderr", "warn", event, text, fields);
}

function say(stream, level, event, text, fields) {
  const line = process[stream].isTTY
    ? text
    : JSON.stringify({ level, at: new Date().toISOString(), event, text, ...fields });
  write[stream](`${line}\n`);
}
