import { dashboardDatasetContracts } from "@/lib/features/datasets/contract";
import { appendRows, listRows, replaceRows } from "@/lib/features/datasets/rows";
import { route } from "@/lib/http/route";

export const GET = route(dashboardDatasetContracts.rows, ({ principal, params, query }) =>
  listRows(principal, params.id, query),
);
export const POST = route(dashboardDatasetContracts.append, ({ principal, params, body }) =>
  appendRows(principal, params.id, body.rows),
);
export const PUT = route(dashboardDatasetContracts.replace, ({ principal, params, body }) =>
  replaceRows(principal, params.id, body.rows),
);
