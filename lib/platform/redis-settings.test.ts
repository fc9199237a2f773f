import { expect, it } from "vitest";
import { environmentOf } from "@/lib/testing/child-process";
import { testSettings } from "@/lib/testing/test-runtime";
import { readSettings } from "./settings";

const settings = testSettings("postgres://localhost/none");

it("without REDIS_URL a process counts alone, with one it shares", () => {
  const { REDIS_URL: _, ...env } = environmentOf(settings);
  expect(readSettings(env as NodeJS.ProcessEnv).redisUrl).toBeNull();
  expect(readSettings(environmentOf(settings, { REDIS_URL: "rediss://cache.test:6380/2" })).redisUrl).toBe(
    "rediss://cache.test:6380/2",
  );
});

it.each(["", " ", "localhost:6379", "http://cache.test"])(
  "a REDIS_URL of %j stops the start: no process counts alone by a slip",
  (text) => {
    expect(() => readSettings(environmentOf(settings, { REDIS_URL: text }))).toThrow(/^configuration: REDIS_URL /);
  },
);
