import { beforeEach, describe, expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createJobClaims, type JobPayload } from "./job-claims";
import { createJobs, type JobHandlers, type Jobs } from "./jobs";

const { clock, open } = useTestRuntime();

let ran: string[];
let logged: object[];
let jobs: Jobs;
const note: JobHandlers = {
  note: async ({ name }) => {
    ran.push(String(name));
    return undefined;
  },
};

beforeEach(async () => {
  ran = [];
  logged = [];
  // What a job that went well says of itself is for those who look for it.
  jobs = createJobs(open().database, clock, (level, event, fields) => {
    if (level !== "debug") logged.push({ event, ...fields });
  });
  await open().database.prisma.job.deleteMany();
});

const enqueue = (kind: string, name: string, runAtMs?: number) =>
  jobs.enqueue(open().database.prisma, kind, { name }, runAtMs);

describe("jobs", () => {
  it("exist exactly when the transaction that asked for them commits", async () => {
    const failing = open().database.prisma.$transaction(async (tx) => {
      await jobs.enqueue(tx, "note", { name: "never" });
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    await open().database.prisma.$transaction((tx) => jobs.enqueue(tx, "note", { name: "once" }));
    expect(await jobs.runDue(note)).toBe(1);
    expect(ran).toEqual(["once"]);
    expect(await jobs.runDue(note)).toBe(0);
  });

  it("run once however many processes look for them at the same time", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `job ${index}`);
    for (const name of names) await enqueue("note", name);
    const others = [jobs, ...[1, 2].map(() => createJobs(open().database, clock, () => undefined))];
    await Promise.all(others.map((process) => process.runDue(note)));
    expect(ran.toSorted()).toEqual(names.toSorted());
  });

  it("wait for their time, and for the time that a handler asks for", async () => {
    await enqueue("note", "later", clock.now() + 60_000);
    expect(await jobs.runDue(note)).toBe(0);
    clock.advance(60_000);
    expect(await jobs.runDue(note)).toBe(1);
    await enqueue("again", "twice");
    const again: JobHandlers = {
      again: async ({ name }) => {
        ran.push(String(name));
        return ran.length < 3 ? { againAtMs: clock.now() + 5_000 } : undefined;
      },
    };
    expect(await jobs.runDue(again)).toBe(1);
    expect(await jobs.runDue(again)).toBe(0);
    clock.advance(5_000);
    expect(await jobs.runDue(again)).toBe(1);
    clock.advance(5_000);
    expect([await jobs.runDue(again), ran]).toEqual([0, ["later", "twice", "twice"]]);
  });

  it("are tried again with growing pauses when their handler throws, and given up in the end", async () => {
    let tries = 0;
    const failing: JobHandlers = {
      fail: async () => {
        tries += 1;
        throw new Error("not yet");
      },
    };
    await enqueue("fail", "x");
    await jobs.runDue(failing);
    clock.advance(999);
    expect([await jobs.runDue(failing), tries]).toEqual([0, 1]);
    clock.advance(1);
    expect([await jobs.runDue(failing), tries]).toEqual([1, 2]);
    const [stored] = await open().database.prisma.job.findMany();
    expect(stored).toMatchObject({ attempts: 2, lastError: "not yet" });
    for (let hours = 0; hours < 24; hours++) {
      clock.advance(3_600_000);
      await jobs.runDue(failing);
    }
    expect([tries, await open().database.prisma.job.count()]).toEqual([12, 0]);
  });

  it("of a process that died are done by another when its lease has passed", async () => {
    await enqueue("note", "orphan");
    await open().database.prisma.job.updateMany({ data: { lockedUntil: new Date(clock.now() + 120_000) } });
    expect(await jobs.runDue(note)).toBe(0);
    clock.advance(120_000);
    expect([await jobs.runDue(note), ran]).toEqual([1, ["orphan"]]);
  });

  it("that kill their process every time are given up after twelve claims, and said so", async () => {
    await enqueue("note", "deadly");
    // A process that dies leaves a claim that it never ends.
    const dying = createJobClaims(open().database.pool, clock);
    const heldMs = 120_000;
    for (let deaths = 1; deaths <= 12; deaths++) {
      const kinds = [{ kind: "note", room: 1, heldUntilMs: clock.now() + heldMs }];
      expect(await dying.claim({ kinds, lanes: new Map() })).toMatchObject([{ attempts: deaths }]);
      clock.advance(heldMs);
    }
    expect([await jobs.runDue(note), ran, await open().database.prisma.job.count()]).toEqual([1, [], 0]);
    expect(logged).toMatchObject([{ event: "job_given_up", kind: "note", attempts: 12 }]);
  });

  it("whose handler never settles count as failed after their time, and leave their room to others", async () => {
    let calls = 0;
    const stuck: JobHandlers = {
      stuck: {
        room: 1,
        limitMs: 20,
        handle: async ({ name }) => {
          calls += 1;
          if (calls === 1) await new Promise<never>(() => undefined);
          ran.push(String(name));
          return undefined;
        },
      },
    };
    await enqueue("stuck", "hangs", clock.now() - 1000);
    await enqueue("stuck", "next");
    expect([await jobs.runDue(stuck), ran]).toEqual([2, ["next"]]);
    expect(await open().database.prisma.job.findMany()).toMatchObject([
      { attempts: 1, lastError: "took longer than 0.02 seconds", lockedUntil: null, claimId: null },
    ]);
    expect(logged).toMatchObject([{ event: "job_failed", attempt: 1 }]);
    clock.advance(1_000);
    const other = createJobs(open().database, clock, () => undefined);
    expect([await other.runDue(stuck), ran]).toEqual([1, ["next", "hangs"]]);
  });

  it("are held as long as their kind may take, and not longer", async () => {
    const heldOf = async (limitMs?: number) => {
      let lockedUntil: Date | null | undefined;
      const handle = async () => {
        lockedUntil = (await open().database.prisma.job.findFirst())?.lockedUntil;
        return undefined;
      };
      await enqueue("held", "x");
      await jobs.runDue({ held: limitMs === undefined ? handle : { handle, limitMs } });
      return (lockedUntil?.getTime() ?? 0) - clock.now();
    };
    expect([await heldOf(), await heldOf(300_000)]).toEqual([120_000, 330_000]);
  });

  it.each(["remove", "postpone"] as const)("that another process took over ignore a late %s", async (late) => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun = () => {};
    const begins = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const slow: JobHandlers = {
      shared: async () => {
        begun();
        await gate;
        return late === "remove" ? undefined : { againAtMs: clock.now() + 60_000 };
      },
    };
    const failing: JobHandlers = {
      shared: async () => {
        throw new Error("not yet");
      },
    };
    await enqueue("shared", "x");
    const slowRun = jobs.runDue(slow);
    await begins;
    clock.advance(120_000);
    await createJobs(open().database, clock, () => undefined).runDue(failing);
    const taken = await open().database.prisma.job.findMany();
    expect(taken).toMatchObject([{ attempts: 2, lastError: "not yet" }]);
    release();
    await slowRun;
    expect(await open().database.prisma.job.findMany()).toEqual(taken);
  });

  it("of one kind do not wait for the slow ones of another", async () => {
    let release = () => {};
    const gate = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    for (let index = 0; index < 30; index++) await enqueue("slow", `slow ${index}`, clock.now() - 1000);
    await enqueue("note", "quick");
    const quick = new Promise<void>((resolve) => {
      const handlers: JobHandlers = {
        slow: () => gate,
        note: async () => {
          resolve();
          return undefined;
        },
      };
      jobs.start(handlers);
    });
    await quick;
    release();
    await jobs.close();
    expect(await open().database.prisma.job.count({ where: { kind: "note" } })).toBe(0);
  });

  it("of one kind are as many at once as it has room for", async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    for (let index = 0; index < 12; index++) await enqueue("heavy", `heavy ${index}`, clock.now() - 1000);
    await enqueue("note", "after them");
    let atOnce = 0;
    let most = 0;
    const handle = async () => {
      most = Math.max(most, ++atOnce);
      await gate;
      atOnce -= 1;
      return undefined;
    };
    const noted = new Promise<void>((resolve) => {
      const handlers: JobHandlers = {
        heavy: { handle, room: 3 },
        note: async () => {
          resolve();
          return undefined;
        },
      };
      jobs.start(handlers);
    });
    await noted;
    const closed = jobs.close();
    release();
    await closed;
    expect(most).toBe(3);
  });

  it("of one lane run two at a time, and those of other lanes pass them", async () => {
    let release = () => {};
    const gate = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    const { prisma } = open().database;
    for (let index = 0; index < 600; index++) {
      await jobs.enqueue(prisma, "send", { lane: "hangs", name: `slow ${index}` }, clock.now() - 1000);
    }
    for (let index = 0; index < 30; index++)
      await jobs.enqueue(prisma, "send", { lane: "quick", name: `quick ${index}` });
    let hanging = 0;
    let mostHanging = 0;
    const passed = new Promise<void>((resolve) => {
      const handle = async ({ lane, name }: JobPayload) => {
        if (lane === "hangs") {
          hanging += 1;
          mostHanging = Math.max(mostHanging, hanging);
          await gate;
          hanging -= 1;
        } else if (ran.push(String(name)) === 30) resolve();
        return undefined;
      };
      jobs.start({ send: { handle, room: 6 } });
    });
    await passed;
    expect([mostHanging, ran.length]).toEqual([2, 30]);
    const closed = jobs.close();
    release();
    await closed;
    expect(await prisma.job.count()).toBe(598);
  });
});

describe("the end of a process", () => {
  it("waits for jobs under way a while, then leaves them to others, soon and without counting an attempt", async () => {
    await enqueue("endless", "job");
    const begun = new Promise<void>((resolve) => {
      jobs.start({
        endless: () => {
          resolve();
          return new Promise(() => undefined);
        },
      });
    });
    await begun;
    await jobs.close(10);
    expect(logged).toContainEqual({ event: "jobs_left", jobs: 1 });
    const next = createJobs(open().database, clock, () => undefined);
    const attempts: number[] = [];
    const handlers: JobHandlers = {
      endless: async (_payload, attempt) => {
        attempts.push(attempt);
        return undefined;
      },
    };
    expect(await next.runDue(handlers)).toBe(0);
    clock.advance(15_000);
    expect(await next.runDue(handlers)).toBe(1);
    expect(attempts).toEqual([1]);
  });
});
