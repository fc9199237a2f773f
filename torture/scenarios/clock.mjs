import { join } from "node:path";
import { openDeployment } from "../deployment.mjs";
import { steppedClock } from "../faketime.mjs";
import { runAgainstLimit, runWithoutLimit } from "../measure.mjs";

/** Seconds that the clock is off, one after the other: within five minutes, and by more. */
const steps = [-100, 0, 200, -50, 3_000, -3_000, 0];

/** The time of day steps while clients call: no window begins anew for it, and nothing is forgotten. */
export const clock = {
  title: "steps of the processes' clock",
  async *run({ room, progress }) {
    for (const count of [1, 2]) {
      const clock = await steppedClock(join(room, `clock-${count}`), progress);
      const deployment = await openDeployment({ room, count, environment: clock.environment });
      const disturb = async () => {
        for (const seconds of steps) await clock.stepTo(seconds);
      };
      try {
        yield {
          test: `clock off by ${steps.join(", ")} s, on the way to a day quota of 500`,
          ...(await runAgainstLimit(deployment, {
            clients: 8,
            limits: { perMinute: 1_000_000, burst: 1_000_000, perDay: 500 },
            limit: 500,
            disturb,
          })),
        };
        yield {
          test: "the same, no limit reached",
          ...(await runWithoutLimit(deployment, { clients: 8, disturb })),
        };
      } finally {
        await deployment.stop();
      }
    }
  },
};
