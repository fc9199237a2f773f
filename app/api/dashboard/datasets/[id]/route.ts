import { dashboardDatasetContracts } from "@/lib/features/datasets/contract";
import { deleteDataset, getDataset, updateDataset } from "@/lib/features/datasets/datasets";
import { route } from "@/lib/http/route";

export const GET = route(dashboardDatasetContracts.get, ({ principal, params }) => getDataset(principal, params.id));
export const PATCH = route(dashboardDatasetContracts.update, ({ principal, params, body }) =>
  updateDataset(principal, params.id, body),
);
export const DELETE = route(dashboardDatasetContracts.remove, ({ principal, params }) =>
  deleteDataset(principal, params.id),
);
