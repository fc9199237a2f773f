import { deleteMemoryContract, getMemoryContract, updateMemoryContract } from "@/lib/features/memories/contract";
import { deleteMemory, getMemory, updateMemory } from "@/lib/features/memories/memories";
import { route } from "@/lib/http/route";

export const GET = route(getMemoryContract, ({ principal, params, query }) =>
  getMemory(principal, params.id, query.tenantId),
);
export const PATCH = route(
  updateMemoryContract,
  ({ principal, params, body }) => updateMemory(principal, params.id, body),
  { state: GET },
);
export const DELETE = route(
  deleteMemoryContract,
  ({ principal, params, query }) => deleteMemory(principal, params.id, query.tenantId),
  { state: GET },
);
