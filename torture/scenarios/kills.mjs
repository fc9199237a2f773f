import { pause } from "../clients.mjs";
import { openDeployment } from "../deployment.mjs";
import { runAgainstLimit, runWithoutLimit } from "../measure.mjs";

const day = (perDay) => ({ perMinute: 1_000_000, burst: 1_000_000, perDay });

/** One process, killed without a word again and again: every answer and every pass is stored. */
export const killOne = {
  title: "kill -9 of the only process",
  async *run({ room, rounds, short }) {
    const deployment = await openDeployment({ room, count: 1 });
    try {
      const [only] = deployment.processes;
      const times = short ? 2 : (rounds ?? 20);
      yield {
        test: `${times} times kill -9, no limit reached`,
        ...(await runWithoutLimit(deployment, { clients: 16, disturb: () => killAndBack(only, times) })),
      };
      yield {
        test: "kill -9 and SIGTERM on the way to a day quota of 500",
        ...(await runAgainstLimit(deployment, {
          clients: 4,
          limits: day(500),
          limit: 500,
          async disturb() {
            for (const signal of ["SIGKILL", "SIGTERM"]) {
              await pause(60);
              await only.end(signal);
              await only.again();
            }
          },
        })),
      };
    } finally {
      await deployment.stop();
    }
  },
};

/** The same where each answer waits for the disk. */
export const killSynced = {
  title: "kill -9 of the only process, with JOURNAL_SYNC=always",
  async *run({ room, rounds = 5 }) {
    const deployment = await openDeployment({ room, count: 1, environment: { JOURNAL_SYNC: "always" } });
    try {
      const [only] = deployment.processes;
      yield {
        test: `${rounds} times kill -9, each answer on the disk`,
        ...(await runWithoutLimit(deployment, { clients: 16, disturb: () => killAndBack(only, rounds) })),
      };
    } finally {
      await deployment.stop();
    }
  },
};

async function killAndBack(process, times) {
  for (let n = 0; n < times; n++) {
    await pause(400 + Math.random() * 1_200);
    await process.end("SIGKILL");
    await process.again();
  }
}

/** Two and four processes on one Redis, killed and stopped under load. */
export const killMany = {
  title: "kill -9 and SIGTERM of some of many",
  async *run({ room, rounds = 5 }) {
    const deployment = await openDeployment({ room, count: 4 });
    try {
      const endAndBack = async () => {
        for (let n = 0; n < rounds; n++) {
          for (const [place, signal] of [
            [n % 4, "SIGKILL"],
            [(n + 1) % 4, "SIGTERM"],
          ]) {
            const one = deployment.processes[place];
            await pause(200 + Math.random() * 600);
            await one.end(signal);
            await one.again();
          }
        }
      };
      yield {
        test: `${rounds} times kill -9 and SIGTERM, no limit reached`,
        ...(await runWithoutLimit(deployment, { clients: 24, disturb: endAndBack })),
      };
      yield {
        test: "the same on the way to a day quota of 2,000",
        ...(await runAgainstLimit(deployment, {
          clients: 8,
          limits: day(2_000),
          limit: 2_000,
          disturb: async () => {
            await pause(100);
            await deployment.processes[0].end("SIGKILL");
            await deployment.processes[1].end("SIGTERM");
            await deployment.processes[0].again();
            await deployment.processes[1].again();
          },
        })),
      };
      yield {
        test: "kill -9 of all four at once",
        ...(await runWithoutLimit(deployment, {
          clients: 24,
          disturb: async () => {
            await pause(1_000);
            await Promise.all(deployment.processes.map((one) => one.end("SIGKILL")));
            await Promise.all(deployment.processes.map((one) => one.again()));
          },
        })),
      };
    } finally {
      await deployment.stop();
    }
  },
};
