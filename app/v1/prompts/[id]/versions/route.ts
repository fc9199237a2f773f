import { createVersionContract, listVersionsContract } from "@/lib/features/prompts/contract";
import { createVersion, listVersions } from "@/lib/features/prompts/versions";
import { route } from "@/lib/http/route";

export const GET = route(listVersionsContract, ({ principal, params, query }) =>
  listVersions(principal, params.id, query),
);
export const POST = route(
  createVersionContract,
  ({ principal, params, body }) => createVersion(principal, params.id, body.content),
  { state: GET },
);
