import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import { rotateApiKey } from "@/lib/features/api-keys/rotate-key";
import { route } from "@/lib/http/route";

export const POST = route(dashboardApiKeyContracts.rotate, ({ principal, params, body }) =>
  rotateApiKey(principal, params.id, body),
);
