import { join } from "node:path";
import { pause } from "../clients.mjs";
import { openDeployment } from "../deployment.mjs";
import { runAgainstLimit, runWithoutLimit } from "../measure.mjs";
import { openDisk } from "../small-disk.mjs";

const limits = { perMinute: 1_000_000, burst: 1_000_000, perDay: 1_000 };

/** The journal's disk is full, or read-only: what is answered is stored all the same, and nothing is let in too often. */
export const disk = {
  title: "a full and a read-only disk under the journal",
  async *run({ room }) {
    const data = join(room, "small-disk");
    const small = await openDisk(join(data, "journal"), 8);
    const deployment = await openDeployment({ room, count: 1, environment: { LATCHKEY_DATA_DIR: data } }).catch(
      async (error) => {
        await small.close();
        throw error;
      },
    );
    const [only] = deployment.processes;
    const fillAndClear = async () => {
      await pause(150);
      await small.fill();
      await pause(4_000);
      await small.clear();
      await pause(2_000);
    };
    const readOnlyAtStart = async () => {
      await pause(300);
      await only.end("SIGKILL");
      await small.readOnly(true);
      await only.again();
      await pause(4_000);
      await small.readOnly(false);
      await pause(2_000);
    };
    try {
      for (const [name, disturb] of [
        ["full for four seconds", fillAndClear],
        ["read-only when the process starts after kill -9, for four seconds", readOnlyAtStart],
      ]) {
        yield { test: `${name}, no limit reached`, ...(await runWithoutLimit(deployment, { clients: 8, disturb })) };
        yield {
          test: `${name}, on the way to a day quota of 1,000`,
          ...(await runAgainstLimit(deployment, { clients: 4, limits, limit: 1_000, disturb })),
        };
      }
    } finally {
      await deployment.stop();
      await small.close();
    }
  },
};
