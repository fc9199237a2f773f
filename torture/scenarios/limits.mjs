import { openDeployment } from "../deployment.mjs";
import { runAgainstLimit } from "../measure.mjs";

const day = { perMinute: 1_000_000, burst: 1_000_000, perDay: 500 };
const month = { perMinute: 1_000_000, burst: 1_000_000, perMonth: 300 };
const minute = { perMinute: 60, burst: 60 };

/** Nothing goes wrong: each kind of window lets in exactly what it says. */
export const limits = {
  title: "every window, no fault",
  async *run({ room, short }) {
    for (const count of short ? [4] : [1, 4]) {
      const deployment = await openDeployment({ room, count });
      try {
        const clients = 40;
        const kinds = [
          ["day quota of 500", { limits: day, limit: 500 }],
          ...(short
            ? []
            : [
                ["month quota of 300", { limits: month, limit: 300 }],
                ["60 a minute", { limits: minute, limit: 60, isWithinAMinute: true }],
              ]),
          ["a key's own 7 a minute", { limits: day, limit: 7, keyLimit: 7, isWithinAMinute: true }],
        ];
        for (const [name, options] of kinds) {
          yield { test: name, ...(await runAgainstLimit(deployment, { clients, ...options })) };
        }
      } finally {
        await deployment.stop();
      }
    }
  },
};
