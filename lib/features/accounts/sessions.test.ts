import { expect, it } from "vitest";
import { createUser, testPassword } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { login } from "./login";
import { listSessions } from "./sessions";

const { clock } = useTestRuntime();

it("the list of sessions has all of them on its pages, each once, and begins with the one that asks", async () => {
  const { email, principal } = await createUser();
  for (let count = 0; count < 7; count++) {
    // Some of the same moment.
    if (count % 2 === 0) clock.advance(1_000);
    await login({ email, password: testPassword }, { address: "198.51.100.7", userAgent: "vitest" });
  }
  const pages = [await listSessions(principal, { limit: 3 })];
  for (let cursor = pages[0]?.next_cursor; cursor; ) {
    const page = await listSessions(principal, { limit: 3, cursor });
    pages.push(page);
    cursor = page.next_cursor;
  }
  expect(pages.map(({ data, total }) => [data.length, total])).toEqual([
    [4, 8],
    [3, 8],
    [1, 8],
  ]);
  const all = pages.flatMap(({ data }) => data);
  expect(new Set(all.map(({ id }) => id)).size).toBe(8);
  expect(all.filter(({ current }) => current)).toEqual([all[0]]);
  const times = all.slice(1).map(({ created_at }) => created_at);
  expect(times).toEqual(times.toSorted().reverse());
});
