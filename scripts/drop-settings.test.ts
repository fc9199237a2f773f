import { expect, it } from "vitest";
import { settingTable } from "@/lib/platform/setting-table";
import { dropSettings } from "./drop-settings.mjs";

it("no setting of the product reaches tests and benchmarks from a shell, and nothing else is taken away", () => {
  const names = [...Object.keys(settingTable), "OIDC_ISSUER", "OIDC_2_CLIENT_SECRET", "NEXTAUTH_URL", "PGHOST"];
  const env = Object.fromEntries([...names, "PATH", "HOME"].map((name) => [name, "set"]));
  dropSettings(env);
  expect(Object.keys(env)).toEqual(["PATH", "HOME"]);
});
