import { getVersionContract } from "@/lib/features/prompts/contract";
import { getVersion } from "@/lib/features/prompts/versions";
import { route } from "@/lib/http/route";

export const GET = route(getVersionContract, ({ principal, params }) =>
  getVersion(principal, params.id, params.version),
);
