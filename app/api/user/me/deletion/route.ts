import { previewDeletion } from "@/lib/features/accounts/own-data/preview-deletion";
import { previewDeletionContract } from "@/lib/features/accounts/own-data-contract";
import { route } from "@/lib/http/route";

export const GET = route(previewDeletionContract, ({ principal }) => previewDeletion(principal));
