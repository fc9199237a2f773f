import { listSignInMethods } from "@/lib/features/accounts/identities";
import { listIdentitiesContract } from "@/lib/features/accounts/provider-contract";
import { route } from "@/lib/http/route";

export const GET = route(listIdentitiesContract, ({ principal }) => listSignInMethods(principal));
