import { expect, it, vi } from "vitest";
import { createManagementKey } from "@/lib/features/api-keys/management-keys";
import { countAtOnce } from "@/lib/testing/at-once";
import { createUser, makeInstanceAdmin } from "@/lib/testing/factories";
import { clientsEach } from "@/lib/testing/leasing-process";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { putNamespace } from "./namespaces";

vi.setConfig({ testTimeout: 240_000 }); // on a machine that does other things as well
const { open } = useTestRuntime();

it("hold exactly as many slots as there are, of which 200 clients in each of four processes ask at once", async () => {
  const admin = await createUser();
  await makeInstanceAdmin(admin);
  const { key } = await createManagementKey(admin.principal, { name: "Backend", scopes: ["manage:limits:take"] });
  const limit = 2 * clientsEach + 1;
  const { data } = await putNamespace(admin.principal, "renders", {
    ...{ description: "", windows: [], overrides: [], concurrency: limit },
  });
  const { settings, database } = open();
  const env = { TOKEN: key, NAMESPACE: "renders", IDENTIFIER: "user_42" };
  expect(await countAtOnce("leaseInProcess", settings, env)).toBe(limit);
  const { rows } = await database.pool.query("SELECT count(*)::int AS held FROM limit_leases WHERE namespace_id = $1", [
    data.id,
  ]);
  expect(rows).toEqual([{ held: limit }]);
});
