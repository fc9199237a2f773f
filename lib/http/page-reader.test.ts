import { expect, it } from "vitest";
import { callApi } from "@/lib/testing/call-api";
import { dashboardHeaders } from "@/lib/testing/dashboard-cookie";
import { createTeam } from "@/lib/testing/team";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { readerOf } from "./page-reader";
import { readerHeader } from "./reader-header";

const { open } = useTestRuntime();

/** An organization whose admin, who is not its owner, has signed in to the dashboard for it. */
async function signInAdmin() {
  const { owner, admin } = await createTeam();
  const { organizationId } = owner.principal;
  const { prisma } = open().database;
  await prisma.user.update({ where: { id: admin.id }, data: { homeOrganizationId: organizationId } });
  return { owner, admin, organizationId, session: await dashboardHeaders(admin) };
}

it("a page of an organization that its reader was removed from changes nothing in another one, and is told which one that is", async () => {
  const { owner, admin, organizationId, session } = await signInAdmin();
  const { prisma } = open().database;
  const inTheirs = readerOf({ userId: admin.id, organizationId });
  const headers = { ...session, [readerHeader]: inTheirs };
  const rename = (sent: Record<string, string>) =>
    callApi("PATCH /api/dashboard/v1/organization", { headers: sent, body: { name: "Renamed" } });
  expect((await rename(headers)).status).toBe(200);

  const removed = await callApi(`DELETE /v1/organization/members/${admin.id}`, { token: owner.token });
  expect(removed.status).toBeLessThan(300);
  const refused = await rename(headers);
  expect([refused.status, JSON.stringify(refused.json)]).toEqual([
    403,
    expect.stringContaining("no longer signed in as"),
  ]);
  const inTheirOwn = readerOf({ userId: admin.id, organizationId: admin.id });
  expect(refused.headers.get(readerHeader)).toBe(inTheirOwn);
  expect((await callApi("GET /api/dashboard/v1/organization", { headers })).status).toBe(403);
  const personal = await prisma.organization.findUniqueOrThrow({ where: { id: admin.id } });
  expect(personal.name).not.toBe("Renamed");

  // The session itself goes on in the personal organization, of which a page loaded anew is.
  expect((await rename({ ...session, [readerHeader]: inTheirOwn })).status).toBe(200);
});

it("a page of one user renames nobody else who signs in beside it, though both act for one organization", async () => {
  const { owner, admin, organizationId, session } = await signInAdmin();
  const { prisma } = open().database;
  const rename = (userId: string) =>
    callApi("PATCH /api/dashboard/account", {
      headers: { ...session, [readerHeader]: readerOf({ userId, organizationId }) },
      body: { name: "Renamed" },
    });
  const refused = await rename(owner.id);
  expect([refused.status, refused.headers.get(readerHeader)]).toEqual([
    403,
    readerOf({ userId: admin.id, organizationId }),
  ]);
  expect((await prisma.user.findUniqueOrThrow({ where: { id: admin.id } })).name).not.toBe("Renamed");
  expect((await rename(admin.id)).status).toBe(200);
});
