import { createDatasetContract, listDatasetsContract } from "@/lib/features/datasets/contract";
import { createDataset, listDatasets } from "@/lib/features/datasets/datasets";
import { route } from "@/lib/http/route";

export const GET = route(listDatasetsContract, ({ principal, query }) => listDatasets(principal, query));
export const POST = route(createDatasetContract, ({ principal, body }) => createDataset(principal, body), {
  state: GET,
});
