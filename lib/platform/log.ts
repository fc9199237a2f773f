import "server-only";
import pino from "pino";
import { type LogLevel, logLevels } from "./log-levels";

/** One JSON line per event on standard error; values must never be credentials, bodies or whole headers. */
export type Log = (level: LogLevel, event: string, fields?: Record<string, string | number | boolean | null>) => void;

/** So many lines of one event pass at once; afterwards one a second. */
const mostAtOnce = 10;
const sampleMs = 1_000;
const longestText = 1_000;
const longestStack = 4_000;

type Line = Parameters<Log>;
/** What is known of one event: how many lines may pass now, as of when, and the last of those that wait to be told. */
type Flood = { room: number; countedMs: number; waiting: number; last: Line | null; timer: NodeJS.Timeout | null };

/** A log that tells what waits to be told when `flush` is called: a process that ends calls it. */
export type SampledLog = Log & { flush(): void };

/**
 * The home of every bound on the log. Of one event that tells of something wrong ten lines pass at once. Of a flood one
 * a second does, which says how many others it stands for (`suppressed`): none is lost silently. Texts are cut, and
 * stay on their line.
 */
export function sampledLog(write: Log): SampledLog {
  const floods = new Map<string, Flood>();

  function tell(flood: Flood): void {
    const { last, waiting } = flood;
    if (flood.timer) clearTimeout(flood.timer);
    flood.timer = null;
    if (!last) return;
    const [level, event, fields] = last;
    Object.assign(flood, { last: null, waiting: 0 });
    refill(flood);
    flood.room = Math.max(0, flood.room - 1);
    write(level, event, { ...fields, ...(waiting > 1 ? { suppressed: waiting - 1 } : {}) });
  }

  const log: Log = (level, event, fields = {}) => {
    if (level === "info" || level === "debug") return write(level, event, fields);
    const flood = floods.get(event) ?? { room: mostAtOnce, countedMs: Date.now(), waiting: 0, last: null, timer: null };
    floods.set(event, flood);
    refill(flood);
    if (flood.room > 0 && !flood.last) {
      flood.room -= 1;
      return write(level, event, shortened(fields));
    }
    flood.waiting += 1;
    flood.last = [level, event, shortened(fields)];
    flood.timer ??= setTimeout(() => tell(flood), sampleMs).unref();
  };
  return Object.assign(log, {
    flush() {
      for (const flood of floods.values()) tell(flood);
    },
  });
}

/** One more line each second; a clock that was set back gives none and takes none. */
function refill(flood: Flood): void {
  const gained = Math.floor((Date.now() - flood.countedMs) / sampleMs);
  if (gained === 0) return;
  if (gained > 0) flood.room = Math.min(mostAtOnce, flood.room + gained);
  flood.countedMs += gained * sampleMs;
}

/**
 * The program's own log, at `LOG_LEVEL`; a name that is none counts as `info` here, and the settings refuse it. A line is
 * written before the call returns, so that a process that ends in the next moment has told why.
 */
const lines = pino(
  {
    level: logLevels.find((level) => level === process.env.LOG_LEVEL) ?? "info",
    base: null,
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
  },
  pino.destination({ dest: process.stderr.fd, sync: true }),
);

export const jsonLog: SampledLog = sampledLog((level, event, fields) => lines[level]({ event, ...fields }));
process.once("exit", jsonLog.flush);

function shortened(fields: NonNullable<Parameters<Log>[2]>): typeof fields {
  const entries = Object.entries(fields).map(([name, value]) => {
    const longest = name === "stack" ? longestStack : longestText;
    return [name, typeof value === "string" && value.length > longest ? `${value.slice(0, longest)}…` : value];
  });
  return Object.fromEntries(entries);
}
