import { beforeEach, describe, expect, it } from "vitest";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { createJobs, type JobHandlers, type JobPayload, type Jobs } from "./jobs";

const { clock, open } = useTestRuntime();

let ran: string[];
let jobs: Jobs;
const note: JobHandlers = {
  note: async ({ name }) => {
    ran.push(String(name));
    return undefined;
  },
};

beforeEach(async () => {
  ran = [];
  jobs = createJobs(open().database, clock, () => undefined);
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
