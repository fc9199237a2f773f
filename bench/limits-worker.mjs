/** One process that decides as fast as it can: `ours`, or the module of what one would use instead. Says how much it did. */
import { loadTypeScript } from "../scripts/load-typescript.mjs";

const [contender, url, concurrency, milliseconds] = process.argv.slice(2);
const open =
  contender === "ours" ? (await loadTypeScript("bench/limits.ts")).openOurs : (await import(contender)).openPeer;
const { decide, close } = await open(url);

/** Decisions of `concurrency` callers, each over subjects of its own, until the time is over. */
async function run(limitMs) {
  const endAt = performance.now() + limitMs;
  let decisions = 0;
  const caller = async (place) => {
    for (let n = 0; performance.now() < endAt; n++) {
      await decide(`${place}-${n % 20}`);
      decisions += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, (_, place) => caller(place)));
  return decisions;
}

// Long enough for the engine to have compiled what it runs, also where processes share a core.
await run(1_500);
process.send("ready");
process.once("message", async () => {
  const before = process.cpuUsage();
  const decisions = await run(Number(milliseconds));
  const { user, system } = process.cpuUsage(before);
  process.send({ decisions, cpuMicroseconds: user + system });
  close();
  process.disconnect();
});
