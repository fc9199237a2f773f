import { resourceMetadata } from "@/lib/features/oauth/metadata";
import { resourceMetadataContract } from "@/lib/features/oauth-protocol/contract";
import { route } from "@/lib/http/route";

export const GET = route(resourceMetadataContract, () => resourceMetadata(""));
