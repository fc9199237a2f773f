import { expect, it } from "vitest";
import { environmentOf } from "@/lib/testing/child-process";
import { testSettings } from "@/lib/testing/test-runtime";
import { readSettings } from "./settings";

const schemes = { DATABASE_URL: "postgres", REDIS_URL: "redis", SMTP_URL: "smtp" };
const cases = Object.entries(schemes).flatMap(([name, scheme]) =>
  ["12/of-a-secret", "12#of-a-secret", "12?of-a-secret", "half/of-a-secret", "12%zof-a-secret"].map((password) => [
    name,
    scheme,
    password,
  ]),
);

it.each(cases)(
  "%s with a password that is not encoded stops the start, and no part of it is told: %s %s",
  (name, scheme, password) => {
    const url = `${scheme}://someone:${password}@server.test/1`;
    const attempt = () => readSettings(environmentOf(testSettings("postgres://localhost/none"), { [name]: url }));
    expect(attempt).toThrow(`${name} `);
    expect(attempt).not.toThrow(/of-a-secret|half|\b12\b/);
  },
);

it.each([
  ["postgres://someone@server.test:99999/1", "is no address"],
  ["postgres://someone@[::1/1", "is no address"],
  ["server.test/1", "must begin with postgres://"],
  ["postgres://someone@server.test/1?sslmode=verify_full", "has an sslmode that is none of: disable,"],
])("an address that a driver would misread stops the start: %s", (url, complaint) => {
  expect(() => readSettings(environmentOf(testSettings(url)))).toThrow(`DATABASE_URL ${complaint}`);
});
