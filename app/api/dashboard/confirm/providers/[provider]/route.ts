import { confirmAtProviderContract } from "@/lib/features/accounts/confirm-contract";
import { beginConfirmation } from "@/lib/features/accounts/start-sign-in";
import { route } from "@/lib/http/route";

export const POST = route(confirmAtProviderContract, ({ principal, params, client }) =>
  beginConfirmation(principal, params.provider, client),
);
