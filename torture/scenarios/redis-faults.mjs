import { pause } from "../clients.mjs";
import { openDeployment } from "../deployment.mjs";
import { runAgainstLimit } from "../measure.mjs";

const limits = { perMinute: 1_000_000, burst: 1_000_000, perDay: 1_000 };

const faults = {
  "Redis killed and back, without its data": async ({ redis }) => {
    await pause(150);
    await redis.restart();
  },
  FLUSHALL: async ({ redis }) => {
    await pause(150);
    await redis.command("FLUSHALL");
  },
  "Redis paused for three seconds": async ({ redis }) => {
    await pause(150);
    redis.signal("SIGSTOP");
    await pause(3_000);
    redis.signal("SIGCONT");
  },
  "connections to Redis cut ten times": async ({ redis }) => {
    for (let n = 0; n < 10; n++) {
      await pause(60);
      await redis.command("CLIENT KILL TYPE normal SKIPME yes");
    }
  },
  "a process and Redis killed in one moment": async ({ redis, processes }) => {
    await pause(150);
    await Promise.all([processes[0].end("SIGKILL"), redis.restart()]);
    await processes[0].again();
  },
  "a process paused for eight seconds": async ({ processes }) => {
    await pause(150);
    processes[0].signal("SIGSTOP");
    await pause(8_000);
    processes[0].signal("SIGCONT");
  },
  "Redis away for five seconds": async ({ redis }) => {
    await pause(150);
    await redis.end("SIGKILL");
    await pause(5_000);
    await redis.launch();
  },
};

/** What happens to Redis on the way to a quota: not one request more passes, and not one less. */
export const redisFaults = {
  title: "faults of Redis on the way to a day quota of 1,000",
  async *run({ room, short }) {
    const wanted = Object.entries(faults).slice(0, short ? 1 : undefined);
    const deployment = await openDeployment({ room, count: short ? 2 : 4 });
    try {
      for (const [name, disturb] of wanted) {
        yield {
          test: name,
          ...(await runAgainstLimit(deployment, {
            clients: 8,
            limits,
            limit: 1_000,
            disturb: () => disturb(deployment),
          })),
        };
      }
    } finally {
      await deployment.stop();
    }
    if (short) return;
    const keeping = await openDeployment({ room, count: 2, persistent: true });
    try {
      yield {
        test: "Redis killed and back, with its append-only file",
        ...(await runAgainstLimit(keeping, {
          clients: 8,
          limits,
          limit: 1_000,
          disturb: async () => {
            await pause(150);
            await keeping.redis.restart();
          },
        })),
      };
    } finally {
      await keeping.stop();
    }
    const sharing = await openDeployment({ room, count: 4, environment: { LIMITS_WITHOUT_REDIS: "local" } });
    try {
      yield {
        test: "Redis away for good, LIMITS_WITHOUT_REDIS=local: at most the quota",
        ...(await runAgainstLimit(sharing, {
          clients: 8,
          limits,
          limit: 1_000,
          mayBeLess: true,
          disturb: async () => {
            await pause(150);
            await sharing.redis.end("SIGKILL");
            await pause(8_000);
          },
        })),
      };
    } finally {
      await sharing.stop();
    }
  },
};
