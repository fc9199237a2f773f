import { type Finding, fails, warns, works } from "./finding";

/** Codes of authenticator apps are of half a minute; signatures and limits bear less. */
const warnMs = 2_000;
const failMs = 15_000;

/** Another clock beside this machine's, which may be wrong by as much as it took to ask. */
export function lookAtOffset(whose: string, offsetMs: number, uncertainMs: number): Finding {
  const sureMs = Math.max(0, Math.abs(offsetMs) - uncertainMs);
  const says = `${whose} and this machine's differ by ${(Math.abs(offsetMs) / 1000).toFixed(1)} s`;
  const todo = "let NTP set both clocks, such as by chrony or systemd-timesyncd";
  if (sureMs > failMs) return fails("clock", says, todo);
  return sureMs > warnMs ? warns("clock", says, todo) : works("clock", says);
}
