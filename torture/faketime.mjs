import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { ensurePackage } from "../scripts/ensure-package.mjs";
import { pause } from "./clients.mjs";

const folders = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((name) => `/usr/lib/${name}/faketime`);
const findLibrary = () => folders.map((folder) => `${folder}/libfaketime.so.1`).find((path) => existsSync(path));

/**
 * A clock of processes that can be stepped while they run: the time of day alone, as a wrong NTP server would. `file` holds how
 * far it is off.
 */
export async function steppedClock(file, progress) {
  await ensurePackage("libfaketime", { isThere: () => findLibrary() !== undefined, progress });
  const library = findLibrary();
  if (!library) throw new Error("stepping a clock needs libfaketime: apt-get install libfaketime");
  const step = (seconds) => writeFile(file, `${seconds < 0 ? "-" : "+"}${Math.abs(seconds)}s\n`);
  await step(0);
  return {
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    },
    /** Steps the clock to so many seconds off, and lets the processes go on for a while. */
    async stepTo(seconds) {
      await step(seconds);
      await pause(400);
    },
  };
}
