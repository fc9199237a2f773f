import { deleteDatasetContract, getDatasetContract, updateDatasetContract } from "@/lib/features/datasets/contract";
import { deleteDataset, getDataset, updateDataset } from "@/lib/features/datasets/datasets";
import { route } from "@/lib/http/route";

export const GET = route(getDatasetContract, ({ principal, params }) => getDataset(principal, params.id));
export const PATCH = route(
  updateDatasetContract,
  ({ principal, params, body }) => updateDataset(principal, params.id, body),
  { state: GET },
);
export const DELETE = route(deleteDatasetContract, ({ principal, params }) => deleteDataset(principal, params.id), {
  state: GET,
});
