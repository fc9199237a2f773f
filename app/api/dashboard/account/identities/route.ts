import { listIdentitiesContract } from "@/lib/features/accounts/contract";
import { listSignInMethods } from "@/lib/features/accounts/identities";
import { route } from "@/lib/http/route";

export const GET = route(listIdentitiesContract, ({ principal }) => listSignInMethods(principal));
