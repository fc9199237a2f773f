import { dashboardDatasetContracts } from "@/lib/features/datasets/contract";
import { createDataset, listDatasets } from "@/lib/features/datasets/datasets";
import { route } from "@/lib/http/route";

export const GET = route(dashboardDatasetContracts.list, ({ principal, query }) => listDatasets(principal, query));
export const POST = route(dashboardDatasetContracts.create, ({ principal, body }) => createDataset(principal, body));
