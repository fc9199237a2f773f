import { expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { createKey } from "@/lib/testing/factories";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { getUsageReport } from "./report";

useTestRuntime();

it("a member sees everybody's total and their own keys one by one; an admin sees every key", async () => {
  const team = await createTeam();
  const [own, others] = [
    await createKey(team.member, { name: "own", scopes: ["prompts:read"] }),
    await createKey(team.admin, { name: "others", scopes: ["prompts:read"] }),
  ];
  for (const { secret } of [own, others, others]) await callApi("GET /v1/prompts", { token: secret });
  const namesOf = (report: Awaited<ReturnType<typeof getUsageReport>>) =>
    report.topCredentials.map(({ name, requests }) => [name, requests]);

  const seen = await getUsageReport(team.member.principal, { range: "24h", product: "prompts" });
  expect([seen.total, namesOf(seen)]).toEqual([3, [["own", 1]]]);
  const all = await getUsageReport(team.admin.principal, { range: "24h", product: "prompts" });
  expect([all.total, namesOf(all)]).toEqual([
    3,
    [
      ["others", 2],
      ["own", 1],
    ],
  ]);

  const asked = (credentialId: string) => getUsageReport(team.member.principal, { range: "24h", credentialId });
  expect((await asked(own.id)).total).toBe(1);
  await expect(asked(others.id)).rejects.toMatchObject({ kind: "forbidden" });
});
