import { expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { organizationHeader } from "./page-organization";

const { open } = useTestRuntime();

it("a page of an organization that its reader was removed from changes nothing in another one, and is told which one that is", async () => {
  const { owner, admin } = await createTeam();
  const { organizationId } = owner.principal;
  const { prisma } = open().database;
  await prisma.user.update({ where: { id: admin.id }, data: { homeOrganizationId: organizationId } });
  const session = await dashboardHeaders(admin);
  const headers = { ...session, [organizationHeader]: organizationId };
  const rename = (sent: Record<string, string>) =>
    callApi("PATCH /api/dashboard/v1/organization", { headers: sent, body: { name: "Renamed" } });
  expect((await rename(headers)).status).toBe(200);

  const removed = await callApi(`DELETE /v1/organization/members/${admin.id}`, { token: owner.token });
  expect(removed.status).toBeLessThan(300);
  const refused = await rename(headers);
  expect([refused.status, JSON.stringify(refused.json)]).toEqual([403, expect.stringContaining("no longer act for")]);
  expect(refused.headers.get(organizationHeader)).toBe(admin.id);
  expect((await callApi("GET /api/dashboard/v1/organization", { headers })).status).toBe(403);
  const personal = await prisma.organization.findUniqueOrThrow({ where: { id: admin.id } });
  expect(personal.name).not.toBe("Renamed");

  // The session itself goes on in the personal organization, of which a page loaded anew is.
  expect((await rename({ ...session, [organizationHeader]: admin.id })).status).toBe(200);
});
