import { appendRowsContract, listRowsContract, replaceRowsContract } from "@/lib/features/datasets/contract";
import { appendRows, listRows, replaceRows } from "@/lib/features/datasets/rows";
import { route } from "@/lib/http/route";

export const GET = route(listRowsContract, ({ principal, params, query }) => listRows(principal, params.id, query));
export const POST = route(
  appendRowsContract,
  ({ principal, params, body }) => appendRows(principal, params.id, body.rows),
  { state: GET },
);
export const PUT = route(
  replaceRowsContract,
  ({ principal, params, body }) => replaceRows(principal, params.id, body.rows),
  { state: GET },
);
